/** The mapping stopped before the stream was drained. */
class StreamMappingStoppedError extends Error {
  override readonly name = "StreamMappingStoppedError";

  constructor() {
    super("the mapping stopped before the stream was drained");
  }
}

/**
 * Knows who waits for a stream to be drained. Its clock ticks with each read and each waiter, so that a waiter is answered
 * only by reads that began after it asked.
 */
export interface Drain {
  tick(): number;
  /** @throws StreamMappingStoppedError where {@link stop} comes first */
  wait(): Promise<void>;
  /** Answers those who asked before `caughtUpAt`: the tick of a read that found nothing more. */
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
