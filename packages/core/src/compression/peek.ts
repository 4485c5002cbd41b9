/** The beginning of a byte stream, and the whole stream to be read from its start. */
export interface Peeked {
  readonly head: Buffer;
  readonly content: AsyncIterable<Buffer>;
  /** Set if reading failed inside the head. `content` returns the bytes before the failure, then throws the same error. */
  readonly failure?: { readonly error: unknown };
  /** Ends the stream's iteration. Call it if you do not iterate `content`. */
  close(): Promise<void>;
}

/**
 * Returns the first `headBytes` of a byte stream without using them up. The head has fewer bytes only if the stream has fewer.
 * If the consumer ends the iteration of `content` early, the iteration of the stream ends too.
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
  // This is not a generator, because ending a generator before its first step would leave the stream open.
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
