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

/** After which record to go on, and where to begin for that: what `restartBefore` said of it in a reading before this one. */
export interface Resume {
  readonly position: Position;
  readonly restart?: Restart;
}

/** A batch file that is being read. Dispose of it when it is done with: that closes the object. */
export interface OpenBatchFile extends Disposable {
  readonly format: Format;
  readonly compression: FileCompression;
  /**
   * The records after the position. To be iterated once, at the consumer's pace.
   *
   * @throws BatchFileError from the iteration, where the file can be read no further: the records before have been given
   */
  readonly records: AsyncIterable<SourceRecord>;
  /**
   * Returns where another reading can begin, in order to go on after the record that ends at this position; undefined where
   * it has to begin at the file's start. The answer follows from the file and the position alone.
   *
   * @throws RangeError for a record that was not passed yet, or tens of thousands of restart points ago
   */
  restartBefore(position: Position): Restart | undefined;
  /** Returns how far it is with what comes before the position; undefined once it is past that. */
  skipping(): Skipping | undefined;
}

const FILE_START: Resume = { position: { record_number: 0, byte_offset: 0 } };

/**
 * Opens a batch file: finds out its compression and format from its beginning, and gives its records from where a run stands.
 * With a restart point, only the file's beginning and what is behind that point are read; without one, all of it. The records
 * are the same in both cases: same numbers, offsets, texts and problems, and the same error at the end.
 *
 * @throws BatchFileError where the object is missing, empty, or in no known format; an error of the store as it is
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

/** Opens the file at a restart, or at its start where there is none or it is of no use. */
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
