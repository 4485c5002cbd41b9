/** What may still have something to do. */
export interface Busy {
  /** What brings messages to queues and events to functions from outside. */
  readonly notifications: { idle(): Promise<void> };
  readonly mappings: readonly { drained(): Promise<void> }[];
  readonly bus: { idle(): Promise<void> };
  readonly functions: readonly { idle(): Promise<void> }[];
  /** Grows where an invocation begins and where it ends. */
  readonly activity: { readonly count: number };
}

/**
 * Resolves when nothing more will happen by itself. Each round goes downstream: notifications, then the queues and streams
 * that are mapped to functions, then the bus, then the functions that are invoked asynchronously. If a function set something
 * off upstream meanwhile, the next round finds it. The last round is one in which no function began or ended.
 */
export async function quiet({ notifications, mappings, bus, functions, activity }: Busy): Promise<void> {
  for (let before = -1; before !== activity.count; ) {
    before = activity.count;
    await notifications.idle();
    await Promise.all(mappings.map((mapping) => mapping.drained()));
    await bus.idle();
    await Promise.all(functions.map((fn) => fn.idle()));
  }
}
