/**
 * The warm throughput that a deployment may set for the papers table, in write units a second. A new on-demand table takes the least of
 * them anyway.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export const WARM_WRITES = { from: 4_000, to: 1_000_000 } as const;
