/**
 * Returns the result of some work, or throws the signal's reason as soon as the signal aborts. The work itself goes on
 * after that, and its result or error is dropped.
 *
 * @throws the work's own error, or the signal's reason
 */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  return promise;
}
