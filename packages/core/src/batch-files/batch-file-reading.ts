import type { Format, FormatContext } from "../formats/format.ts";
import type { BatchFileStore } from "./batch-file.ts";

/** What the reading of a batch file needs: the store, the formats, the limits. */
export interface BatchFileReading {
  readonly batchFiles: BatchFileStore;
  /** In order of preference: the first that recognises the file is taken. */
  readonly formats: readonly Format[];
  readonly context: FormatContext;
  /** The reading of a file that uncompresses to more ends there with `too-large`. */
  readonly maxUncompressedBytes: number;
  /** When it aborts, the reading stops waiting and ends with its reason. */
  readonly signal?: AbortSignal;
  /** A restart point that is nearer than this to the one before is not kept. The default is 1 MiB. */
  readonly restartSpacingBytes?: number;
}
