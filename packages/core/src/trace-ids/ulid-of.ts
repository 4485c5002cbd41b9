/** The number of characters of a ULID. */
const LENGTH = 26;

/**
 * Returns the ULID in a trace id, which is its end. Returns a ULID as it is. The page uses this module too, so it needs nothing of Node.
 *
 * @example
 * ulidOf("batch-20240309-01HRJTHFZZA8X7YNZFJZ930ZA3") // "01HRJTHFZZA8X7YNZFJZ930ZA3"
 */
export const ulidOf = (traceId: string): string => traceId.slice(-LENGTH);
