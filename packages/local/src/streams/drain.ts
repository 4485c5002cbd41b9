/** Thrown if the mapping stopped before the stream was drained. */
class StreamMappingStoppedError extends Error {
  override readonly name = "StreamMappingStoppedError";

  constructor() {
    super("the mapping stopped before the stream was drained");
  }
}

/**
 * The callers that wait until a stream is drained. Reads and waits are numbered in the order in which they begin. A wait ends
 * only with a read that began after the wait.
 */
export interface Drain {
  tick(): number;
  /** Resolves when the stream is drained. @throws StreamMappingStoppedError if {@link stop} is called first */
  wait(): Promise<void>;
  /** Resolves the waits that began before `caughtUpAt`, which is the tick of a read that found no more records. */
  caughtUp(caughtUpAt: number): void;
  stop(): void;
}

interface Waiter {
  readonly since: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function drain(): Drain {
  const waiters = new Set<Waiter>();
  let clock = 0;
  let stopped = false;
  return {
    tick: () => ++clock,
    wait: () =>
      new Promise((resolve, reject) => {
        if (stopped) reject(new StreamMappingStoppedError());
        else waiters.add({ since: ++clock, resolve, reject });
      }),
    caughtUp(caughtUpAt) {
      for (const waiter of waiters) {
        if (waiter.since > caughtUpAt) continue;
        waiters.delete(waiter);
        waiter.resolve();
      }
    },
    stop() {
      stopped = true;
      for (const { reject } of waiters) reject(new StreamMappingStoppedError());
      waiters.clear();
    },
  };
}
