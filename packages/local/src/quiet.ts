/** The parts of the local AWS that may still have work. */
export interface Busy {
  /** Parts that bring messages to queues, and events to functions, from outside. */
  readonly notifications: { idle(): Promise<void> };
  readonly mappings: readonly { drained(): Promise<void> }[];
  readonly bus: { idle(): Promise<void> };
  readonly functions: readonly { idle(): Promise<void> }[];
  /** Grows at the beginning and at the end of each invocation. */
  readonly activity: { readonly count: number };
}

/**
 * Resolves when nothing more will happen by itself. It works in rounds. Each round waits in the direction of the data: notifications,
 * then mapped queues and streams, then the bus, then functions that are invoked asynchronously. If a function has caused new work at
 * an earlier stage, the next round waits for it. The last round is the one in which no invocation began or ended.
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
