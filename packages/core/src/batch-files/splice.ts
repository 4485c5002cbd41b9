import type { Position } from "@paperledger/events/run-event";
import { afterLeavingOut } from "../formats/splitting/left-out.ts";
import { BatchFileError } from "./batch-file.ts";

/** Two parts of a file with a gap between them. */
export interface Splice {
  /** The file up to the beginning of the gap. */
  readonly beginning: Buffer;
  /** The end of the gap. */
  readonly position: Position;
  /** The file from `restByteOffset` on. That offset is inside the gap. */
  readonly rest: AsyncIterable<Buffer>;
  readonly restByteOffset: number;
}

/**
 * Yields the bytes before the gap and those after it. A chunk between them tells the splitter how many bytes are left out, so
 * that its offsets are those of the whole file.
 *
 * @throws BatchFileError `missing` if the file ends inside the gap: then it is not the file that was read before
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
      `an earlier attempt read it up to byte ${position.byte_offset}, and now it ends ${left} bytes before that: the object was replaced. The new upload has a run of its own`,
    );
}
