import { once } from "node:events";
import type { Transform } from "node:stream";

/** One of the decompressing streams of node:zlib. `bytesWritten` is how much of its input it has used. */
export type ZlibStream = Transform & { readonly bytesWritten: number };

/** There are bytes after the end of the compressed data which are no padding. */
export class TrailingDataError extends Error {
  override readonly name = "TrailingDataError";
}

/** Bounds what zlib can give for one write: gzip shrinks a thousandfold at best, so 16 MiB. */
const BLOCK_BYTES = 16_384;

/**
 * Passes a byte stream through a zlib stream, at the consumer's pace.
 *
 * `pipeline` would drop what is buffered when zlib fails. Here all that zlib gave comes out before its error, and the
 * same comes out for the same bytes however they were chunked, because zlib always gets blocks of the same size.
 *
 * @throws TrailingDataError, an error of zlib (with a `code` such as `Z_DATA_ERROR`), or the input's own as it is
 */
export async function* throughZlib(
  zlib: ZlibStream,
  input: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const output: Buffer[] = [];
  zlib.on("data", (chunk: Buffer) => output.push(chunk));
  try {
    let stopped = false;
    for await (const block of blocksOf(input)) {
      let rest = block;
      if (!stopped) {
        const usedBytes = zlib.bytesWritten;
        await write(zlib, block);
        yield* output.splice(0);
        rest = block.subarray(zlib.bytesWritten - usedBytes);
        stopped = rest.length > 0;
      }
      // zlib takes a zero byte after the end for padding, and stops there.
      if (rest.some((byte) => byte !== 0)) throw new TrailingDataError("data goes on after padding");
    }
    if (!stopped) await end(zlib);
  } catch (error) {
    yield* output.splice(0);
    throw error;
  } finally {
    zlib.destroy();
  }
  yield* output.splice(0);
}

const write = (zlib: ZlibStream, block: Buffer) =>
  new Promise<void>((resolve, reject) => {
    zlib.once("error", reject);
    zlib.write(block, (error) => {
      zlib.off("error", reject);
      error ? reject(error) : resolve();
    });
  });

async function end(zlib: ZlibStream): Promise<void> {
  const ended = once(zlib, "end");
  zlib.end();
  await ended;
}

/** The same bytes in blocks of {@link BLOCK_BYTES}; the last one is shorter, and so is one that an error cuts off. */
async function* blocksOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  try {
    for await (const chunk of chunks) {
      pending.push(chunk);
      pendingBytes += chunk.length;
      if (pendingBytes < BLOCK_BYTES) continue;
      const bytes = Buffer.concat(pending);
      const rest = bytes.length % BLOCK_BYTES;
      pending = [bytes.subarray(bytes.length - rest)];
      pendingBytes = rest;
      for (let at = 0; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES)
        yield bytes.subarray(at, at + BLOCK_BYTES);
    }
  } catch (error) {
    if (pendingBytes > 0) yield Buffer.concat(pending);
    throw error;
  }
  if (pendingBytes > 0) yield Buffer.concat(pending);
}
