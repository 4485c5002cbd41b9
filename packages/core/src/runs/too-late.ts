/** So little is left of an invocation's time that not even what is under way can be waited for. */
export class TooLateError extends Error {
  override readonly name = "TooLateError";

  constructor() {
    super("the invocation's time is nearly over: what is under way is left to the next one");
  }
}

/** A signal that it is too late, for as long as it is not disposed of. */
export interface TooLate extends Disposable {
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 250;

/** Asks again and again whether it is too late, for what is waited for may never come. */
export function watchTooLate(isTooLate: () => boolean): TooLate {
  const controller = new AbortController();
  const timer = setInterval(() => {
    if (isTooLate()) controller.abort(new TooLateError());
  }, LOOK_EVERY_MS);
  return { signal: controller.signal, [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * What some work comes to. Where it is too late before that, nobody waits for the work any longer, and what comes of it goes
 * unheard.
 *
 * @throws TooLateError
 */
export function orTooLate<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const onTooLate = () => reject(signal.reason);
  if (signal.aborted) onTooLate();
  else signal.addEventListener("abort", onTooLate, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onTooLate));
  return promise;
}

/**
 * The chunks of a file, for as long as it is not too late. It is asked before each, so that a file of which nothing comes
 * for a long time does not hold an invocation until it is killed.
 *
 * @throws TooLateError
 */
export async function* untilTooLate<Chunk>(
  chunks: AsyncIterable<Chunk>,
  isTooLate: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      if (isTooLate()) throw new TooLateError();
      const next = await orTooLate(iterator.next(), signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not waited for: where a chunk never comes, neither does this.
    iterator.return?.().catch(() => {});
  }
}
