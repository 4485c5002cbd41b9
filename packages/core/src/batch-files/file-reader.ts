import type { Position } from "@paperledger/events/run-event";
import {
  type DecompressOptions,
  decompress,
  decompressFrom,
  type FileCompression,
} from "../compression/decompress.ts";
import { RestartPoints } from "../compression/restart-points.ts";
import type { Format, FormatContext, SourceRecord } from "../formats/format.ts";
import { openRecords } from "../formats/open-records.ts";
import { CutRecord } from "../formats/splitting/cut-record.ts";
import type { BatchFile } from "./batch-file.ts";
import type { BatchFileReading } from "./batch-file-reading.ts";
import { type Beginning, BeginningFinder, fingerprintOf } from "./beginning.ts";
import { ObjectBodies } from "./object-bodies.ts";
import { type Restart, Restarts } from "./restarts.ts";
import type { Skipping } from "./skipping.ts";
import { spliced } from "./splice.ts";

/** A file whose compression and format are known, and its records from somewhere before the position on. */
export interface OpenedRecords {
  readonly format: Format;
  readonly compression: FileCompression;
  readonly records: AsyncIterable<SourceRecord>;
}

/** The beginning of a file that has been read. */
interface ReadBeginning extends Beginning {
  readonly format: Format;
  readonly compression: FileCompression;
  readonly bytes: Buffer;
}

/** One reading of a batch file. It knows how far it is, and where other readings can begin. */
export class FileReader implements Disposable {
  readonly #bodies: ObjectBodies;
  readonly #reading: BatchFileReading;
  readonly #position: Position;
  #restarts: Restarts | undefined;
  #fromByteOffset = 0;
  #atByteOffset = 0;
  #isSkipping: boolean;

  constructor(file: BatchFile, reading: BatchFileReading, position: Position) {
    this.#bodies = new ObjectBodies(file, reading.batchFiles, reading.signal);
    this.#reading = { ...reading, context: contextBehind(position, reading.context) };
    this.#position = position;
    this.#isSkipping = position.record_number > 0;
  }

  /** Opens the file at its start. */
  async openWhole(): Promise<OpenedRecords> {
    const points = new RestartPoints(undefined, this.#reading.restartSpacingBytes);
    this.#beginAt(0);
    const opened = await this.#openStart(points, (chunk) => {
      this.#atByteOffset += chunk.length;
    });
    const restarts = new Restarts(opened.format, opened.compression, points);
    this.#restarts = restarts;
    return { ...opened, records: noted(opened.records, restarts) };
  }

  /** Opens the file at a restart. Returns undefined where the file does not begin as the restart tells: it is of no use then. */
  async openAt(restart: Restart): Promise<OpenedRecords | undefined> {
    const beginning = await this.#readBeginning();
    if (!beginning || fingerprintOf(beginning, beginning.format) !== restart.fingerprint) return undefined;
    const { format, compression } = beginning;
    const points = new RestartPoints(restart, this.#reading.restartSpacingBytes);
    this.#beginAt(restart.byteOffset);
    const body = await this.#bodies.open(restart.objectByteOffset);
    const content = decompressFrom(body, compression, restart, this.#options(points));
    const rest = this.#watched(content, (chunk) => {
      this.#atByteOffset += chunk.length;
    });
    this.#restarts = new Restarts(format, compression, points);
    const records = this.#recordsBehind(beginning, restart, rest, this.#restarts);
    return { format, compression, records };
  }

  /** Gives those of the records that stand after the position. */
  async *afterPosition(records: AsyncIterable<SourceRecord>): AsyncGenerator<SourceRecord, void, undefined> {
    for await (const record of records) {
      if (record.number <= this.#position.record_number) continue;
      this.#isSkipping = false;
      yield record;
    }
    this.#isSkipping = false;
  }

  restartBefore(position: Position): Restart | undefined {
    return this.#restarts?.before(position);
  }

  skipping(compression: FileCompression): Skipping | undefined {
    return this.#isSkipping
      ? {
          compression,
          fromByteOffset: this.#fromByteOffset,
          atByteOffset: this.#atByteOffset,
          toByteOffset: this.#position.byte_offset,
          hasRestartPoints: this.#restarts?.hasPoints ?? false,
        }
      : undefined;
  }

  [Symbol.dispose](): void {
    this.#bodies[Symbol.dispose]();
  }

  /** Reads the file's start, up to the end of its beginning. Returns undefined where it has none. */
  async #readBeginning(): Promise<ReadBeginning | undefined> {
    const chunks: Buffer[] = [];
    const opened = await this.#openStart(new RestartPoints(), (chunk) => chunks.push(chunk));
    const finder = new BeginningFinder();
    for await (const record of opened.records) {
      const found = finder.pass(record);
      if (found) {
        const bytes = Buffer.concat(chunks).subarray(0, record.endByteOffset);
        return { ...opened, ...found, bytes };
      }
      if (finder.isOver || record.number >= this.#position.record_number) break;
    }
    return undefined;
  }

  async #openStart(points: RestartPoints, onChunk: (chunk: Buffer) => void): Promise<OpenedRecords> {
    const { formats, maxUncompressedBytes } = this.#reading;
    const context = { ...this.#reading.context, maxUncompressedBytes };
    const body = await this.#bodies.open();
    const { compression, content } = await decompress(body, this.#options(points));
    return { compression, ...(await openRecords(this.#watched(content, onChunk), context, formats)) };
  }

  /**
   * Gives the records behind the position, with their numbers in the file. Where the splitter does not come to the end of the
   * beginning as before, or was not told what is left out, it gives the records of the whole file instead.
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

  #beginAt(byteOffset: number): void {
    this.#fromByteOffset = byteOffset;
    this.#atByteOffset = byteOffset;
  }

  /** Gives the same chunks and calls `onChunk` with each, until the signal aborts. */
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

  #options({ add }: RestartPoints): DecompressOptions {
    const { maxUncompressedBytes, formats } = this.#reading;
    return { maxUncompressedBytes, formats, onRestartPoint: add };
  }
}

/** What stands before the position was passed over in an earlier reading. */
function contextBehind(
  { byte_offset }: Position,
  { onPassedOver, ...context }: FormatContext,
): FormatContext {
  if (!onPassedOver) return context;
  return {
    ...context,
    onPassedOver: (kind, byteOffset) => byteOffset >= byte_offset && onPassedOver(kind, byteOffset),
  };
}

async function* noted(
  records: AsyncIterable<SourceRecord>,
  restarts: Restarts,
): AsyncGenerator<SourceRecord, void, undefined> {
  for await (const record of records) {
    restarts.pass(record);
    yield record;
  }
}
