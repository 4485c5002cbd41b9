/** The time of an invocation is over, or nearly. */
export class DeadlinePassedError extends Error {
  override readonly name = "DeadlinePassedError";
}

/** The deadline of an invocation, as two abort signals. */
export interface Deadline {
  /** Aborts first: begin no new batch, and read no further. Batches in flight are still waited for. */
  readonly beginNoMore: AbortSignal;
  /** Aborts later: wait for nothing any more. Writes in flight may still take effect. */
  readonly stopWaiting: AbortSignal;
}

/** A deadline that never comes. */
export const NO_DEADLINE: Deadline = {
  beginNoMore: new AbortController().signal,
  stopWaiting: new AbortController().signal,
};

/**
 * Makes the deadline of an invocation from the time that is left of it. It begins no new batch when less than
 * `marginMs` is left, and stops waiting when less than half of that is. Dispose of it at the end of the invocation.
 *
 * @param remainingMs the time that is left of the invocation, such as Lambda's `context.getRemainingTimeInMillis()`
 */
export function deadlineIn(remainingMs: number, marginMs: number): Deadline & Disposable {
  const beginNoMore = abortIn(remainingMs - marginMs, "the invocation's time is nearly over");
  const stopWaiting = abortIn(remainingMs - marginMs / 2, "the invocation's time is over");
  return {
    beginNoMore: beginNoMore.signal,
    stopWaiting: stopWaiting.signal,
    [Symbol.dispose]() {
      clearTimeout(beginNoMore.timer);
      clearTimeout(stopWaiting.timer);
    },
  };
}

function abortIn(ms: number, message: string) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DeadlinePassedError(message)), Math.max(0, ms));
  return { signal: controller.signal, timer };
}
