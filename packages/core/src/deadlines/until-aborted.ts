/**
 * Returns the result of some work. If the signal aborts first, throws the signal's reason at once. Then the work continues, but its
 * result or error is dropped.
 *
 * @example
 * const read = await untilAborted(table.read(key), deadline.signal);
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
