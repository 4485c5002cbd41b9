/** Returns how long to wait after so many failures: 100 ms doubled with each, up to 5 seconds. */
export const retryDelayMs = (failures: number): number => Math.min(100 * 2 ** (failures - 1), 5_000);
