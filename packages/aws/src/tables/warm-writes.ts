/**
 * The range of the warm throughput that a deployment may set for the papers table, in write units a second. A new
 * on-demand table has the lowest value without a setting.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export const WARM_WRITES = { from: 4_000, to: 1_000_000 } as const;
