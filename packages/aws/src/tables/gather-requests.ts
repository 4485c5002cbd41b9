/** The answer of a request that several callers share. */
export interface SharedAnswer<Answer> {
  readonly answer: Answer;
  /** The place of the caller's part among the parts of the request, from 0. */
  readonly place: number;
}

export interface GatherOptions<Part> {
  /** Returns the size of a part. Without it, the size is 1. */
  readonly sizeOf?: (part: Part) => number;
  /** The most that the parts of a request have together. A larger part is sent alone. */
  readonly maxSize: number;
  /** The most requests in flight. */
  readonly maxUnderWay: number;
}

interface Waiting<Part, Answer> {
  readonly part: Part;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: SharedAnswer<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Combines parts of several callers into fewer requests. While `maxUnderWay` requests are in flight, further parts
 * wait. They are then sent together, in the order in which they came. So a part does not wait under low load, and many
 * parts share the cost of a request under high load.
 *
 * The returned function sends a part. It throws the error of the request, as each caller of this request does. If the
 * part's signal has aborted before the request, it throws the signal's reason, and the part is not sent.
 */
export function gatherRequests<Part, Answer>(
  send: (parts: readonly Part[]) => Promise<Answer>,
  { sizeOf = () => 1, maxSize, maxUnderWay }: GatherOptions<Part>,
): (part: Part, signal?: AbortSignal) => Promise<SharedAnswer<Answer>> {
  let waiting: Waiting<Part, Answer>[] = [];
  let underWay = 0;

  const takeTogether = () => {
    for (const { signal, reject } of waiting) if (signal?.aborted) reject(signal.reason);
    waiting = waiting.filter(({ signal }) => !signal?.aborted);
    let count = 0;
    let size = 0;
    for (const { part } of waiting) {
      size += sizeOf(part);
      if (count > 0 && size > maxSize) break;
      count++;
    }
    return waiting.splice(0, count);
  };
  const sendNext = async () => {
    if (underWay === maxUnderWay) return;
    const together = takeTogether();
    if (together.length === 0) return;
    underWay++;
    try {
      const answer = await send(together.map(({ part }) => part));
      for (const [place, { resolve }] of together.entries()) resolve({ answer, place });
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
    underWay--;
    void sendNext();
  };

  return (part, signal) =>
    new Promise((resolve, reject) => {
      waiting.push({ part, signal, resolve, reject });
      void sendNext();
    });
}
