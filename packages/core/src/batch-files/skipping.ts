import type { FileCompression } from "../compression/decompress.ts";

/** How far a reading is with what it passes over, to go on after a record that was done before. In uncompressed bytes of the file. */
export interface Skipping {
  readonly compression: FileCompression;
  readonly fromByteOffset: number;
  readonly atByteOffset: number;
  readonly toByteOffset: number;
  /** Whether the compression has places where a reading could begin: then it is how the records stand that forbids it. */
  readonly hasRestartPoints: boolean;
  /** Whether it is an archive, which can be gone on with at its files. */
  readonly isArchive?: boolean;
}

/** Who has not skipped so much in all of an invocation was held up by something else than the file. */
const MANY_BYTES = 67_108_864;

/**
 * Returns why a run is to be failed whose invocation spent all its time on skipping, or nothing where the next invocation
 * may do better. Every further invocation would skip the same bytes again.
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
      `an invocation is too short to get back to where the run stands: it read again from uncompressed byte ${fromByteOffset} to ` +
      `${atByteOffset} of ${toByteOffset}, because ${why}. Give the processor more time or memory and deliver the event ` +
      `again; or ${remedy}, and upload the file again`,
  };
}

function reasonOf({ compression, hasRestartPoints, isArchive = false }: Skipping) {
  if (!hasRestartPoints)
    return {
      why: `its ${compression} data cannot be read from anywhere near`,
      remedy:
        "compress it with bgzip, pzstd or bzip2, whose parts can be read alone, or not at all, or split it",
    };
  if (isArchive)
    return {
      why: "the file in the archive that it is in cannot be read from anywhere near",
      remedy: "give that file by itself",
    };
  return {
    why: "the records do not stand in one document, or in lines, behind one another",
    remedy: "put a record on each line, or split the file at its documents",
  };
}
