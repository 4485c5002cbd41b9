/** Returns how long to wait after a number of failures: 100 ms, doubled with each further failure, up to 5 seconds. */
export const retryDelayMs = (failures: number): number => Math.min(100 * 2 ** (failures - 1), 5_000);
