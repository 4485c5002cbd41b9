/** What was caught, as an error: JavaScript lets anything be thrown. */
export const asError = (caught: unknown): Error =>
  caught instanceof Error ? caught : new Error(String(caught));
