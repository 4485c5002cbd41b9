/** Returns the latest of some timestamps, which are UTC with milliseconds, or nothing if there are none. */
export const newestOf = (timestamps: readonly (string | undefined)[]): string | undefined =>
  timestamps.reduce((newest, each) => ((each ?? "") > (newest ?? "") ? each : newest), undefined);
