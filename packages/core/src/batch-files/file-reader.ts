import type { Position } from "@paperledger/events/run-event";
import { mapped } from "../batches/mapped.ts";
import { decompress, decompressFrom, type FileCompression } from "../compression/decompress.ts";
import { RestartPoints } from "../compression/restart-points.ts";
import type { Format, FormatContext, OpenRecords, SourceRecord } from "../formats/format.ts";
import { openPlain } from "../formats/open-plain.ts";
import { CutRecord } from "../formats/splitting/cut-record.ts";
import type { BatchFileReading } from "./batch-file-reading.ts";
import { type Beginning, BeginningFinder, fingerprintOf } from "./beginning.ts";
import { ReadingProgress } from "./reading-progress.ts";
import { type Restart, Restarts } from "./restarts.ts";
import type { Skipping } from "./skipping.ts";
import { spliced } from "./splice.ts";
import type { StoredBytes } from "./stored-bytes.ts";

/** The compression and format of a file, and its records. The records may begin before the position. */
export interface OpenedRecords {
  readonly format: Format;
  readonly compression: FileCompression;
  readonly records: AsyncIterable<SourceRecord>;
}

/** The beginning of a file, with its bytes. */
interface ReadBeginning extends Beginning {
  readonly format: Format;
  readonly compression: FileCompression;
  readonly bytes: Buffer;
}

/** Cuts an uncompressed file into records. */
type Open = (
  content: AsyncIterable<Buffer>,
  context: FormatContext,
  formats: readonly Format[],
) => Promise<OpenRecords>;

/** The options for reading one file: see {@link BatchFileReading}. */
export interface FileReading extends Omit<BatchFileReading, "batchFiles"> {
  /** Cuts the uncompressed file into records. The default is `openPlain`. */
  readonly open?: Open;
}

/** The uncompressed content of a file from its start. */
export interface FileContent {
  readonly compression: FileCompression;
  readonly content: AsyncIterable<Buffer>;
  /** The restart points that are passed while the content is read. */
  readonly points: RestartPoints;
}

/** Opens a file at its start and recognises its compression. */
export async function openContent(
  bytes: StoredBytes,
  { maxUncompressedBytes, formats, restartSpacingBytes }: FileReading,
): Promise<FileContent> {
  const points = new RestartPoints(undefined, restartSpacingBytes);
  const options = { maxUncompressedBytes, formats, onRestartPoint: points.add };
  return { points, ...(await decompress(await bytes.open(), options)) };
}

/** Reads a file that is not an archive once. It tracks its progress and the places at which another reading can begin. */
export class FileReader {
  readonly #bytes: StoredBytes;
  readonly #reading: FileReading;
  readonly #position: Position;
  readonly #progress: ReadingProgress;
  #restarts: Restarts | undefined;

  constructor(bytes: StoredBytes, reading: FileReading, position: Position) {
    this.#bytes = bytes;
    this.#reading = { ...reading, context: contextBehind(position, reading.context) };
    this.#position = position;
    this.#progress = new ReadingProgress(position);
  }

  /**
   * Opens the file at its start.
   *
   * @param file the file's content, if it is already open
   */
  async openWhole(file?: FileContent): Promise<OpenedRecords> {
    const { compression, content, points } = file ?? (await openContent(this.#bytes, this.#reading));
    this.#progress.beginAt(0);
    const opened = await this.#openRecords(content, (chunk) => {
      this.#progress.atByteOffset += chunk.length;
    });
    const restarts = new Restarts(opened.format, compression, points);
    this.#restarts = restarts;
    return { compression, ...opened, records: noted(opened.records, restarts) };
  }

  /** Opens the file at a restart. Returns undefined if the restart belongs to another file, by its fingerprint. */
  async openAt(restart: Restart): Promise<OpenedRecords | undefined> {
    const beginning = await this.#readBeginning();
    if (!beginning || fingerprintOf(beginning, beginning.format) !== restart.fingerprint) return undefined;
    const { format, compression } = beginning;
    const { maxUncompressedBytes, formats, restartSpacingBytes } = this.#reading;
    const points = new RestartPoints(restart, restartSpacingBytes);
    this.#progress.beginAt(restart.byteOffset);
    const content = decompressFrom(await this.#bytes.open(restart.objectByteOffset), compression, restart, {
      maxUncompressedBytes,
      formats,
      onRestartPoint: points.add,
    });
    const rest = this.#watched(content, (chunk) => {
      this.#progress.atByteOffset += chunk.length;
    });
    this.#restarts = new Restarts(format, compression, points);
    const records = this.#recordsBehind(beginning, restart, rest, this.#restarts);
    return { format, compression, records };
  }

  /** Yields the records after the position. */
  afterPosition(records: AsyncIterable<SourceRecord>): AsyncIterable<SourceRecord> {
    return this.#progress.afterPosition(records);
  }

  restartBefore(position: Position): Restart | undefined {
    return this.#restarts?.before(position);
  }

  skipping(compression: FileCompression): Skipping | undefined {
    return this.#progress.skipping(compression, { hasRestartPoints: this.#restarts?.hasPoints ?? false });
  }

  /** The offset in the uncompressed file up to which it has been read. */
  get atByteOffset(): number {
    return this.#progress.atByteOffset;
  }

  /** Reads the file's beginning. Returns undefined if it has none: see {@link Beginning}. */
  async #readBeginning(): Promise<ReadBeginning | undefined> {
    const chunks: Buffer[] = [];
    const { compression, content } = await openContent(this.#bytes, this.#reading);
    const opened = await this.#openRecords(content, (chunk) => chunks.push(chunk));
    const finder = new BeginningFinder();
    for await (const record of opened.records) {
      const found = finder.pass(record);
      if (found) {
        const bytes = Buffer.concat(chunks).subarray(0, record.endByteOffset);
        return { compression, ...opened, ...found, bytes };
      }
      if (finder.isOver || record.number >= this.#position.record_number) break;
    }
    return undefined;
  }

  #openRecords(content: AsyncIterable<Buffer>, onChunk: (chunk: Buffer) => void): Promise<OpenRecords> {
    const { formats, maxUncompressedBytes, open = openPlain } = this.#reading;
    const context = { ...this.#reading.context, maxUncompressedBytes };
    return open(this.#watched(content, onChunk), context, formats);
  }

  /**
   * Yields the records after the position, with their numbers in the file. If the splitter does not reach the same
   * state at the end of the beginning, or does not notice the gap after it, the whole file is read instead.
   */
  async *#recordsBehind(
    { format, record: last, state, bytes }: ReadBeginning,
    { byteOffset }: Restart,
    rest: AsyncIterable<Buffer>,
    restarts: Restarts,
  ): AsyncGenerator<SourceRecord, void, undefined> {
    const position = this.#position;
    const leftOutBytes = position.byte_offset - bytes.length;
    const content = spliced({ beginning: bytes, position, rest, restByteOffset: byteOffset });
    let isSound = false;
    for await (const record of format.split(content, this.#reading.context)) {
      if (record.number <= last.number) {
        isSound = record.byteOffset === last.byteOffset && CutRecord.stateAfter(record) === state;
        restarts.passBeginning(record);
        continue;
      }
      isSound &&= CutRecord.leftOutBytesBefore(record) === leftOutBytes;
      if (!isSound) break;
      const number = record.number - last.number + position.record_number;
      restarts.pass(record, number);
      yield { ...record, number };
    }
    if (!isSound) yield* (await this.openWhole()).records;
  }

  /** Yields the same chunks, and calls `onChunk` with each of them. Throws when the signal aborts. */
  async *#watched(
    chunks: AsyncIterable<Buffer>,
    onChunk: (chunk: Buffer) => void,
  ): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of chunks) {
      this.#reading.signal?.throwIfAborted();
      onChunk(chunk);
      yield chunk;
    }
  }
}

/** Returns the context for reading on after a position. It does not report again what an earlier reading passed over before it. */
export function contextBehind(
  { byte_offset }: Position,
  { onPassedOver, ...context }: FormatContext,
): FormatContext {
  if (!onPassedOver) return context;
  return {
    ...context,
    onPassedOver: (kind, byteOffset) => byteOffset >= byte_offset && onPassedOver(kind, byteOffset),
  };
}

const noted = (records: AsyncIterable<SourceRecord>, restarts: Restarts): AsyncIterable<SourceRecord> =>
  mapped(records, (record) => {
    restarts.pass(record);
    return record;
  });
