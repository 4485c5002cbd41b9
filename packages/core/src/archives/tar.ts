import { BatchFileError } from "../batch-files/batch-file.ts";
import { ignoredKeys } from "../batch-files/ignored-keys.ts";
import { beginsText } from "../compression/begins-text.ts";
import { type Decompressed, decompress } from "../compression/decompress.ts";
import { peek } from "../compression/peek.ts";
import {
  type Format,
  type FormatContext,
  type OpenRecords,
  type ParsedRecord,
  reject,
  type SourceRecord,
} from "../formats/format.ts";
import { shown } from "../formats/shown.ts";
import { UNKNOWN_SOURCE } from "../papers/paper.ts";
import { BlockReader } from "./block-reader.ts";
import { isTar, type TarEntry, tarEntries } from "./tar-entries.ts";

/** How the files in an archive are read. */
export interface TarOptions {
  /** Those that are read. */
  readonly formats: readonly Format[];
  /** Opens the uncompressed content of a file in the archive. */
  readonly open: (
    content: AsyncIterable<Buffer>,
    context: FormatContext,
    formats: readonly Format[],
  ) => Promise<OpenRecords>;
}

/** Where so many entries cannot be read, they are told of one by one, whatever comes behind them. */
const MAX_UNREAD = 20;

const SHOWN_BYTES = 4_096;

/**
 * Makes the format of a tar archive: its files are read one after another, each with a compression and a format of its own. Files that
 * hold no data by their names, and empty ones, are passed over.
 *
 * A file that cannot be read (further) is one reject, and the next one is read. Where there is no file that can be read at all, the
 * archive fails with the error of the first one.
 *
 * @throws BatchFileError from the iteration: `empty` where no file is left, `too-large` where the files are larger than
 * `maxUncompressedBytes` together, `truncated` and `malformed` as of {@link tarEntries}
 */
export const tarFormat = (options: TarOptions): Format => ({
  name: "tar",
  readerRevision: 1,
  source: UNKNOWN_SOURCE,
  recognises: () => false,
  split: (file, context) => recordsOf(file, context, options),
  parse: (record, context) => parse(record, context),
});

/** What says that a whole file is an error, says so of one file of several here. */
function parse(record: SourceRecord, context: FormatContext): ParsedRecord {
  try {
    return (
      record.entry?.format?.parse(record, context) ?? reject("unknown-format", "it is in no known format")
    );
  } catch (error) {
    if (error instanceof BatchFileError) return reject(error.reason, error.message);
    throw error;
  }
}

async function* recordsOf(
  file: AsyncIterable<Buffer>,
  context: FormatContext,
  options: TarOptions,
): AsyncGenerator<SourceRecord, void, undefined> {
  await using reader = new BlockReader(file);
  const archive = new Archive(reader, context, options);
  for await (const entry of tarEntries(reader))
    if (isData(entry)) yield* archive.recordsIn(entry);
    else archive.passOver();
  archive.end();
}

const isIgnored = ignoredKeys();

const isData = ({ name, sizeBytes }: TarEntry) => sizeBytes > 0 && !isIgnored(name, sizeBytes);

/** An archive that is being read, and how far it is. */
class Archive {
  readonly #reader: BlockReader;
  readonly #context: FormatContext;
  readonly #options: TarOptions;
  /** The number of the last record. */
  #number = 0;
  /** Where the content of the present entry begins, and from its end on that of the next one. */
  #byteOffset = 0;
  #uncompressedBytes = 0;
  /** What stands for the first entries, as long as none could be read. */
  #unread: SourceRecord[] | undefined = [];
  #firstError: BatchFileError | undefined;

  constructor(reader: BlockReader, context: FormatContext, options: TarOptions) {
    this.#reader = reader;
    this.#context = context;
    this.#options = options;
  }

  /** Counts an entry that holds no data. */
  passOver(): void {
    this.#context.onPassedOver?.("archive entry", this.#byteOffset);
  }

  /** Gives the records of a file in the archive. One more stands for what of it cannot be read. */
  async *recordsIn({ name, problem, content }: TarEntry): AsyncGenerator<SourceRecord, void, undefined> {
    const byteOffset = this.#byteOffset;
    const beginsAt = this.#reader.byteOffset;
    let format: Format | undefined;
    let text = "";
    try {
      if (problem !== undefined) throw new BatchFileError("unknown-format", problem);
      const uncompressed = await this.#uncompress(content);
      const { head, content: plain } = await peek(uncompressed.content, SHOWN_BYTES);
      if (isTar(head)) throw new BatchFileError("unknown-format", "it is an archive itself: give it alone");
      if (beginsText(head)) text = head.toString("utf8");
      const opened = await this.#options.open(plain, this.#contextFrom(byteOffset), this.#options.formats);
      ({ format } = opened);
      text = "";
      yield* this.#release();
      for await (const record of opened.records) {
        this.#byteOffset = byteOffset + record.endByteOffset;
        yield {
          ...record,
          number: ++this.#number,
          byteOffset: byteOffset + record.byteOffset,
          endByteOffset: this.#byteOffset,
          entry: {
            name,
            byteOffset,
            format,
            archiveBytes:
              uncompressed.compression === "none" ? beginsAt + record.endByteOffset : this.#reader.byteOffset,
          },
        };
      }
    } catch (error) {
      if (!(error instanceof BatchFileError) || this.#reader.failure) throw error;
      if (error.reason === "too-large") throw this.#tooLarge();
      const archiveBytes = this.#reader.byteOffset;
      yield* this.#cannotRead(error, { text, entry: { name, byteOffset, format, archiveBytes } });
    }
  }

  /** @throws BatchFileError where there was no file that could be read */
  end(): void {
    if (this.#firstError && this.#unread) throw this.#firstError;
    if (this.#unread) throw new BatchFileError("empty", "the archive holds no files, or none but empty ones");
  }

  /** Gives what stood for the entries before the first one that could be read. */
  *#release(): Generator<SourceRecord, void, undefined> {
    const unread = this.#unread ?? [];
    this.#unread = undefined;
    yield* unread;
  }

  *#cannotRead(
    { reason, message }: BatchFileError,
    where: Required<Pick<SourceRecord, "text" | "entry">>,
  ): Generator<SourceRecord, void, undefined> {
    const record: SourceRecord = {
      ...where,
      number: ++this.#number,
      byteOffset: this.#byteOffset,
      endByteOffset: this.#byteOffset,
      problem: { reason, message: `the entry cannot be read further: ${message}` },
    };
    this.#firstError ??= new BatchFileError(
      reason,
      `entry ${shown(where.entry.name, 200)} of the archive: ${message}`,
    );
    if (!this.#unread) yield record;
    else if (this.#unread.push(record) === MAX_UNREAD) yield* this.#release();
  }

  /** Returns the context of an entry whose content begins at this place. */
  #contextFrom(byteOffset: number): FormatContext {
    const { onPassedOver, ...context } = this.#context;
    if (!onPassedOver) return context;
    return { ...context, onPassedOver: (kind, at) => onPassedOver(kind, byteOffset + at) };
  }

  async #uncompress(content: AsyncIterable<Buffer>): Promise<Decompressed> {
    const maxUncompressedBytes = this.#maxBytes - this.#uncompressedBytes;
    const { formats } = this.#options;
    const uncompressed = await decompress(content, { maxUncompressedBytes, formats });
    return { ...uncompressed, content: this.#counted(uncompressed.content) };
  }

  async *#counted(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of content) {
      this.#uncompressedBytes += chunk.length;
      yield chunk;
    }
  }

  get #maxBytes(): number {
    return this.#context.maxUncompressedBytes ?? Number.POSITIVE_INFINITY;
  }

  #tooLarge(): BatchFileError {
    return new BatchFileError(
      "too-large",
      `the files in the archive are larger than the limit of ${this.#maxBytes} uncompressed bytes: split it, or raise the limit`,
    );
  }
}
