import type { Position } from "@paperledger/events/run-event";
import { ArchiveReader } from "../archives/archive-reader.ts";
import { isTar, TAR_HEAD_BYTES } from "../archives/tar-entries.ts";
import type { FileCompression } from "../compression/decompress.ts";
import { peek } from "../compression/peek.ts";
import type { Format, SourceRecord } from "../formats/format.ts";
import type { BatchFile } from "./batch-file.ts";
import type { BatchFileReading } from "./batch-file-reading.ts";
import { FileReader, type OpenedRecords, openContent } from "./file-reader.ts";
import { ObjectBodies } from "./object-bodies.ts";
import type { Restart } from "./restarts.ts";
import type { Skipping } from "./skipping.ts";
import type { StoredBytes } from "./stored-bytes.ts";

/** The record after which to continue, and the place at which to begin for that: an earlier reading's answer of `restartBefore`. */
export interface Resume {
  readonly position: Position;
  readonly restart?: Restart;
}

/** A batch file that is being read. Dispose of it at the end: that closes the object. */
export interface OpenBatchFile extends Disposable {
  readonly format: Format;
  readonly compression: FileCompression;
  /**
   * The records after the position. They can be iterated once, at the consumer's pace.
   *
   * @throws BatchFileError from the iteration, if the file cannot be read further. All records before that were returned
   */
  readonly records: AsyncIterable<SourceRecord>;
  /**
   * Returns the place at which another reading has to begin to continue after the record that ends at this position. Returns
   * undefined if it has to begin at the file's start. The answer depends only on the file and the position.
   *
   * @throws RangeError for a record that was not read yet, or that lies tens of thousands of restart points back
   */
  restartBefore(position: Position): Restart | undefined;
  /** Returns how far the reading has skipped the bytes before the position. Returns undefined after that. */
  skipping(): Skipping | undefined;
}

const FILE_START: Resume = { position: { record_number: 0, byte_offset: 0 } };

/**
 * Opens a batch file, recognises its compression and format, and returns its records after a position. With a restart, only the
 * file's beginning and the part after the restart are read. Without one, the whole file is read. Both return the same records,
 * with the same numbers, offsets, texts and problems, and end with the same error.
 *
 * @throws BatchFileError if the object is missing, empty, or in no known format. Errors of the store are thrown unchanged
 * @example
 * using opened = await openBatchFile(file, reading, { position, restart });
 * for await (const record of opened.records) lastDone = record;
 * const restart = opened.restartBefore({ record_number: lastDone.number, byte_offset: lastDone.endByteOffset });
 */
export async function openBatchFile(
  file: BatchFile,
  reading: BatchFileReading,
  { position, restart }: Resume = FILE_START,
): Promise<OpenBatchFile> {
  const bodies = new ObjectBodies(file, reading.batchFiles, reading.signal);
  try {
    const { reader, opened } = await openReader(bodies, reading, { position, ...(restart && { restart }) });
    const { format, compression, records } = opened;
    return {
      format,
      compression,
      records: reader.afterPosition(records),
      restartBefore: (of) => reader.restartBefore(of),
      skipping: () => reader.skipping(compression),
      [Symbol.dispose]: () => bodies[Symbol.dispose](),
    };
  } catch (error) {
    bodies[Symbol.dispose]();
    throw error;
  }
}

/** Opens the file at a restart. Opens it at its start if there is no restart, or if the restart belongs to another file. */
async function openReader(
  bytes: StoredBytes,
  reading: BatchFileReading,
  { position, restart }: Resume,
): Promise<{ readonly reader: FileReader | ArchiveReader; readonly opened: OpenedRecords }> {
  const plain = new FileReader(bytes, reading, position);
  const archive = new ArchiveReader(bytes, reading, position);
  if (restart) {
    const reader = restart.entry ? archive : plain;
    const opened = await reader.openAt(restart);
    if (opened) return { reader, opened };
  }
  const file = await openContent(bytes, reading);
  const { head, content } = await peek(file.content, TAR_HEAD_BYTES);
  const peeked = { ...file, content };
  return isTar(head)
    ? { reader: archive, opened: archive.openWhole(peeked, head) }
    : { reader: plain, opened: await plain.openWhole(peeked) };
}
