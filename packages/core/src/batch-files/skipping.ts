import type { FileCompression } from "../compression/decompress.ts";

/** The progress of a reading that continues after a record, and skips the bytes before that. Offsets are in the uncompressed file. */
export interface Skipping {
  readonly compression: FileCompression;
  readonly fromByteOffset: number;
  readonly atByteOffset: number;
  readonly toByteOffset: number;
  /** True if the compressed file has places at which a reading could begin. Then the layout of the records prevents it. */
  readonly hasRestartPoints: boolean;
  /** True for an archive. A reading can begin at each file in it. */
  readonly isArchive?: boolean;
}

/** If an invocation has skipped fewer bytes, something other than the file held it up. */
const MANY_BYTES = 67_108_864;

/**
 * Returns the reason to fail a run whose invocation spent all its time on skipping, because every further invocation would skip
 * the same bytes again. Returns undefined if the next invocation may do better.
 */
export function tooLongToSkip(
  skipping: Skipping | undefined,
): { readonly reason: "no-restart-point"; readonly message: string } | undefined {
  if (!skipping) return undefined;
  const { fromByteOffset, atByteOffset, toByteOffset } = skipping;
  if (atByteOffset - fromByteOffset < MANY_BYTES) return undefined;
  const { why, remedy } = reasonOf(skipping);
  return {
    reason: "no-restart-point",
    message:
      `an invocation is too short to read up to the place where the run continues: it read from uncompressed byte ${fromByteOffset} to ` +
      `${atByteOffset} of ${toByteOffset}, because ${why}. Give the processor more time or memory and deliver the event ` +
      `again; or ${remedy}, and upload the file again`,
  };
}

function reasonOf({ compression, hasRestartPoints, isArchive = false }: Skipping) {
  if (!hasRestartPoints)
    return {
      why: `reading cannot begin near that place in ${compression} data`,
      remedy:
        "compress it with bgzip, pzstd or bzip2 (reading can begin at each of their parts), or do not compress it, or split it",
    };
  if (isArchive)
    return {
      why: "reading cannot begin near that place in this file of the archive",
      remedy: "take that file out of the archive",
    };
  return {
    why: "the records are neither in a single document nor on lines of their own",
    remedy: "put a record on each line, or split the file at its documents",
  };
}
