/** Returns the latest of some timestamps, which are UTC with milliseconds. Returns undefined if there is no timestamp. */
export const newestOf = (timestamps: readonly (string | undefined)[]): string | undefined =>
  timestamps.reduce((newest, each) => ((each ?? "") > (newest ?? "") ? each : newest), undefined);
