import type { Format, FormatContext } from "../formats/format.ts";
import type { BatchFileStore } from "./batch-file.ts";

/** The store, formats and limits for reading a batch file. */
export interface BatchFileReading {
  readonly batchFiles: BatchFileStore;
  /** The formats that a file may have. If several recognise the same number of records, the first one is taken. */
  readonly formats: readonly Format[];
  readonly context: FormatContext;
  /** If a file uncompresses to more bytes, reading stops at this limit with the error `too-large`. */
  readonly maxUncompressedBytes: number;
  /** When this signal aborts, reading stops and throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** The least distance between two restart points, in uncompressed bytes. The default is 1 MiB. */
  readonly restartSpacingBytes?: number;
}
