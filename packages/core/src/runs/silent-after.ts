/** By default, a run that has not ended is silent if it had no event for this long. */
export const SILENT_AFTER_MS = 30 * 60_000;
