/** Returns a caught value as an error, because JavaScript can throw any value. */
export const asError = (caught: unknown): Error =>
  caught instanceof Error ? caught : new Error(String(caught));
