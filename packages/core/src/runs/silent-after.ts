/** A run that has not ended is silent if nothing was heard of it for this long, unless somebody says otherwise. */
export const SILENT_AFTER_MS = 30 * 60_000;
