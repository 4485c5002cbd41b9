/** What may still have something to do. */
export interface Busy {
  readonly mappings: readonly { drained(): Promise<void> }[];
  readonly deliveries: readonly { idle(): Promise<void> }[];
  readonly functions: readonly { idle(): Promise<void> }[];
  /** Grows where an invocation begins and where it ends. */
  readonly activity: { readonly count: number };
}

/**
 * Resolves when nothing more will happen by itself. Each round goes downstream, from streams and queues by notifications
 * and the bus to the functions; what a function set off upstream meanwhile is found by the next round, until one passes in which no function
 * began or ended.
 */
export async function quiet({ mappings, deliveries, functions, activity }: Busy): Promise<void> {
  for (let before = -1; before !== activity.count; ) {
    before = activity.count;
    await Promise.all(mappings.map((mapping) => mapping.drained()));
    await Promise.all(deliveries.map((delivery) => delivery.idle()));
    await Promise.all(functions.map((fn) => fn.idle()));
  }
}
