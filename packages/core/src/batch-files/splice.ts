import type { Position } from "@paperledger/events/run-event";
import { afterLeavingOut } from "../formats/splitting/left-out.ts";
import { BatchFileError } from "./batch-file.ts";

/** Two parts of a file with a gap between them. */
export interface Splice {
  /** The file up to where the gap begins. */
  readonly beginning: Buffer;
  /** Where the gap ends. */
  readonly position: Position;
  /** The file from `restByteOffset` on, which is within the gap. */
  readonly rest: AsyncIterable<Buffer>;
  readonly restByteOffset: number;
}

/**
 * Gives the bytes before the gap and those behind it. A chunk between them tells the splitter how many are left out, so that it
 * tells places in the file as they are.
 *
 * @throws BatchFileError `missing` where the file ends within the gap: it is not the file that was read before
 */
export async function* spliced({
  beginning,
  position,
  rest,
  restByteOffset,
}: Splice): AsyncGenerator<Buffer> {
  yield beginning;
  yield afterLeavingOut(position.byte_offset - beginning.length, Buffer.alloc(0));
  let left = position.byte_offset - restByteOffset;
  for await (const chunk of rest) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped < chunk.length) yield chunk.subarray(skipped);
  }
  if (left > 0)
    throw new BatchFileError(
      "missing",
      `it ends ${left} bytes before byte ${position.byte_offset}, up to which it was read before: it was replaced. Its upload made a run of its own`,
    );
}
