/** The beginning of a byte stream, and the whole stream still to be read, its beginning included. */
export interface Peeked {
  readonly head: Buffer;
  readonly content: AsyncIterable<Buffer>;
  /** Set where reading failed within the head. `content` gives what came before that, then throws the same error. */
  readonly failure?: { readonly error: unknown };
  /** Ends the stream's iteration; for those who do not iterate `content`. */
  close(): Promise<void>;
}

/**
 * Looks at the first `headBytes` of a byte stream (fewer only where it has no more), however small its chunks are.
 * Ending the iteration of `content` early ends that of the stream.
 */
export async function peek(stream: AsyncIterable<Buffer>, headBytes: number): Promise<Peeked> {
  const chunks = stream[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let readBytes = 0;
  let failure: Peeked["failure"];
  while (readBytes < headBytes && !failure) {
    const next = await chunks.next().catch((error: unknown) => {
      failure = { error };
    });
    if (!next || next.done) break;
    read.push(next.value);
    readBytes += next.value.length;
  }
  const head = Buffer.concat(read).subarray(0, headBytes);

  const close = async () => {
    await chunks.return?.();
  };
  // Not a generator: ending one that was never started would leave the stream open.
  const again: AsyncIterator<Buffer> = {
    async next() {
      const chunk = read.shift();
      if (chunk) return { done: false, value: chunk };
      if (failure) throw failure.error;
      return chunks.next();
    },
    async return() {
      await close();
      return { done: true, value: undefined };
    },
  };
  return { head, content: { [Symbol.asyncIterator]: () => again }, close, ...(failure && { failure }) };
}
