import type { Position } from "@paperledger/events/run-event";
import { BatchFileError } from "../batch-files/batch-file.ts";
import { FileReader, type FileReading } from "../batch-files/file-reader.ts";
import { ignoredKeys } from "../batch-files/ignored-keys.ts";
import type { EntryRestart } from "../batch-files/restarts.ts";
import type { StoredBytes } from "../batch-files/stored-bytes.ts";
import { beginsText } from "../compression/begins-text.ts";
import { peek } from "../compression/peek.ts";
import type { Format, FormatContext, SourceRecord } from "../formats/format.ts";
import { openPlain } from "../formats/open-plain.ts";
import { shown } from "../formats/shown.ts";
import type { BlockReader } from "./block-reader.ts";
import { contentOf, isTar, skipEntry, type TarEntry, tarEntries } from "./tar-entries.ts";

/** A place in an archive at which a reading begins, and the record after which it continues. */
export interface ArchiveResume {
  readonly position: Position;
  readonly entry: EntryRestart;
}

/** The options for reading an archive. */
export interface ArchiveReading extends Omit<FileReading, "open"> {
  /** Set if the reading continues in an entry that an earlier reading did not finish. */
  readonly resume?: ArchiveResume;
  /** Returns a reader of the archive that stands at this byte. Without it, an entry can be read only from its start. */
  readonly reopen?: (byteOffset: number) => Promise<BlockReader>;
  /** Called for each file, with the offset of its first header. */
  readonly onEntry?: (headerByteOffset: number) => void;
  /** Called with each record's number, and the place at which another reading has to begin to continue after that record. */
  readonly onRecord?: (number: number, entry: EntryRestart) => void;
}

/** If this many entries cannot be read, each becomes a reject, even if no later entry can be read. */
const MAX_UNREAD = 20;

const SHOWN_BYTES = 4_096;

const isIgnored = ignoredKeys();

const isData = ({ name, sizeBytes }: TarEntry) => sizeBytes > 0 && !isIgnored(name, sizeBytes);

const ENTRY_START: Position = { record_number: 0, byte_offset: 0 };

/** An archive that is being read. */
export class Archive implements AsyncDisposable {
  readonly #reading: ArchiveReading;
  #reader: BlockReader;
  #resume: ArchiveResume | undefined;
  /** The number of the last record. */
  #number: number;
  /** The end of the last record, counted over the contents of all entries. At the end of an entry, the next one begins here. */
  #byteOffset: number;
  #uncompressedBytes: number;
  /** The rejects for the first entries, held back until an entry can be read. Undefined after that. */
  #unread: SourceRecord[] | undefined;
  #firstError: BatchFileError | undefined;

  constructor(reader: BlockReader, reading: ArchiveReading) {
    const { resume } = reading;
    this.#reader = reader;
    this.#reading = reading;
    this.#resume = resume;
    this.#number = resume?.entry.recordsBefore ?? 0;
    this.#byteOffset = resume?.entry.byteOffset ?? 0;
    this.#uncompressedBytes = resume?.entry.uncompressedBytes ?? 0;
    this.#unread = resume ? undefined : [];
  }

  /**
   * Yields the records of the files, one file after another.
   *
   * @throws BatchFileError `empty` if the archive has no file with data, `too-large` if its files together are larger than
   * `maxUncompressedBytes`, `truncated` and `malformed` like {@link tarEntries}. If no file can be read, throws the error of the
   * first one
   */
  async *records(): AsyncGenerator<SourceRecord, void, undefined> {
    let reader: BlockReader;
    do {
      reader = this.#reader;
      for await (const entry of tarEntries(reader)) {
        if (!isData(entry)) {
          this.#reading.context.onPassedOver?.("archive entry", this.#byteOffset);
          continue;
        }
        yield* this.#recordsIn(entry);
        if (this.#reader === reader) continue;
        await skipEntry(this.#reader, entry);
        break;
      }
    } while (this.#reader !== reader);
    if (this.#firstError && this.#unread) throw this.#firstError;
    if (this.#unread) throw new BatchFileError("empty", "the archive holds no files, or only empty files");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader[Symbol.asyncDispose]();
  }

  /** Yields the records of a file in the archive. If the file cannot be read to its end, one more record with a problem follows. */
  async *#recordsIn(entry: TarEntry): AsyncGenerator<SourceRecord, void, undefined> {
    const { name, problem } = entry;
    const start: EntryRestart = {
      headerByteOffset: entry.headerByteOffset,
      recordsBefore: this.#number,
      byteOffset: this.#byteOffset,
      uncompressedBytes: this.#uncompressedBytes,
    };
    const position = this.#takePosition(start);
    const restart = this.#resume?.entry.restart;
    this.#resume = undefined;
    this.#reading.onEntry?.(entry.headerByteOffset);
    const head = { text: "" };
    const file = this.#fileReader(entry, start, head, position);
    let format: Format | undefined;
    try {
      if (problem !== undefined) throw new BatchFileError("unknown-format", problem);
      const opened = (restart && (await file.openAt(restart))) ?? (await file.openWhole());
      ({ format } = opened);
      yield* this.#release();
      for await (const record of file.afterPosition(opened.records)) {
        this.#number = start.recordsBefore + record.number;
        this.#byteOffset = start.byteOffset + record.endByteOffset;
        const within = file.restartBefore({
          record_number: record.number,
          byte_offset: record.endByteOffset,
        });
        this.#reading.onRecord?.(this.#number, within ? { ...start, restart: within } : start);
        yield {
          ...record,
          number: this.#number,
          byteOffset: start.byteOffset + record.byteOffset,
          endByteOffset: this.#byteOffset,
          entry: {
            name,
            byteOffset: start.byteOffset,
            format,
            archiveBytes:
              opened.compression === "none"
                ? entry.byteOffset + record.endByteOffset
                : this.#reader.byteOffset,
          },
        };
      }
      this.#uncompressedBytes = start.uncompressedBytes + file.atByteOffset;
    } catch (error) {
      if (!(error instanceof BatchFileError) || this.#reader.failure) throw error;
      if (error.reason === "too-large") throw this.#tooLarge();
      this.#uncompressedBytes = start.uncompressedBytes + this.#byteOffset - start.byteOffset;
      const place = { name, byteOffset: start.byteOffset, format, archiveBytes: this.#reader.byteOffset };
      yield* this.#cannotRead(error, { text: format ? "" : head.text, entry: place }, start);
    }
  }

  /** Returns the position inside the entry at which the reading begins, and counts the records before it as read. */
  #takePosition({ recordsBefore, byteOffset }: EntryRestart): Position {
    if (!this.#resume?.entry.restart) return ENTRY_START;
    const { record_number, byte_offset } = this.#resume.position;
    this.#number = record_number;
    this.#byteOffset = byte_offset;
    return { record_number: record_number - recordsBefore, byte_offset: byte_offset - byteOffset };
  }

  #fileReader(
    entry: TarEntry,
    { byteOffset, uncompressedBytes }: EntryRestart,
    head: { text: string },
    position: Position,
  ): FileReader {
    const { maxUncompressedBytes, ...reading } = this.#reading;
    return new FileReader(
      this.#bytesOf(entry),
      {
        ...reading,
        context: contextFrom(byteOffset, reading.context),
        maxUncompressedBytes: maxUncompressedBytes - uncompressedBytes,
        async open(content, context, formats) {
          const peeked = await peek(content, SHOWN_BYTES);
          if (isTar(peeked.head))
            throw new BatchFileError(
              "unknown-format",
              "it is an archive itself: upload it as a file of its own",
            );
          if (beginsText(peeked.head)) head.text = peeked.head.toString("utf8");
          return openPlain(peeked.content, context, formats);
        },
      },
      position,
    );
  }

  /** Returns the bytes of an entry. They can be read once from the entry's start. Any further reading opens the archive again. */
  #bytesOf(entry: TarEntry): StoredBytes {
    let isRead = false;
    return {
      open: async (fromByte = 0) => {
        if (!isRead && fromByte === 0) {
          isRead = true;
          return entry.content;
        }
        if (!this.#reading.reopen) throw new RangeError("the archive can be read only once");
        await this.#reader[Symbol.asyncDispose]();
        this.#reader = await this.#reading.reopen(entry.byteOffset + fromByte);
        return contentOf(this.#reader, entry);
      },
    };
  }

  /** Yields the rejects that were held back. */
  *#release(): Generator<SourceRecord, void, undefined> {
    const unread = this.#unread ?? [];
    this.#unread = undefined;
    yield* unread;
  }

  *#cannotRead(
    { reason, message }: BatchFileError,
    where: Required<Pick<SourceRecord, "text" | "entry">>,
    start: EntryRestart,
  ): Generator<SourceRecord, void, undefined> {
    const record: SourceRecord = {
      ...where,
      number: ++this.#number,
      byteOffset: this.#byteOffset,
      endByteOffset: this.#byteOffset,
      problem: { reason, message: `the entry cannot be read further: ${message}` },
    };
    this.#reading.onRecord?.(record.number, start);
    this.#firstError ??= new BatchFileError(
      reason,
      `entry ${shown(where.entry.name, 200)} of the archive: ${message}`,
    );
    if (!this.#unread) yield record;
    else if (this.#unread.push(record) === MAX_UNREAD) yield* this.#release();
  }

  #tooLarge(): BatchFileError {
    return new BatchFileError(
      "too-large",
      `the files in the archive are larger than the limit of ${this.#reading.maxUncompressedBytes} uncompressed bytes: split it, or raise the limit`,
    );
  }
}

/** Returns the context for an entry. It adds `beginsAt`, the offset of the entry's content, to the offsets in the entry. */
function contextFrom(beginsAt: number, { onPassedOver, ...context }: FormatContext): FormatContext {
  if (!onPassedOver) return context;
  return { ...context, onPassedOver: (kind, byteOffset) => onPassedOver(kind, beginsAt + byteOffset) };
}
