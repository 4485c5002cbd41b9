import { BatchFileError } from "../../batch-files/batch-file.ts";
import { FEED_ERROR, type RecordProblem, type SourceRecord } from "../format.ts";
import { ByteWindow } from "./byte-window.ts";
import { CutRecord, type CutState } from "./cut-record.ts";
import { decodeHead, decodeUtf8 } from "./decode-utf8.ts";

/** A step that asks {@link cutRecords} for more bytes. */
export const NEED_MORE = Symbol("need more bytes");

/** The steps of a splitter. Each step yields a record, or asks for more bytes. The last step returns the result. */
export type Steps<Result> = Generator<SourceRecord | typeof NEED_MORE, Result, undefined>;

/** The most text that is kept of a record that is too large. */
const HEAD_BYTES = 100_000;

/**
 * Returns the records that `cut` finds in a file. `cut` is plain, synchronous code. It looks at `scanner.bytes` from
 * `scanner.at` on, and yields NEED_MORE at their end. After that, `bytes` and `at` have changed, unless `scanner.ended`.
 *
 * Memory is bounded by twice `maxRecordBytes` and a chunk. A longer record gets the problem `too-large`. The sizes of the
 * file's chunks do not change the records. If the consumer stops early, reading of the file stops too.
 *
 * @throws BatchFileError `feed-error` from the iteration, if the last record has that problem
 */
export async function* cutRecords(
  file: AsyncIterable<Buffer>,
  maxRecordBytes: number,
  cut: (scanner: RecordScanner) => Steps<void>,
): AsyncGenerator<SourceRecord, void, undefined> {
  await using window = new ByteWindow(file);
  const scanner = new RecordScanner(window, maxRecordBytes);
  for (const _ of skipByteOrderMark(scanner)) await scanner.readMore();
  let held: SourceRecord | undefined;
  try {
    for (const found of cut(scanner)) {
      if (found === NEED_MORE) {
        await scanner.readMore();
        continue;
      }
      if (held) yield held;
      held = undefined;
      if (found.problem?.reason === FEED_ERROR) held = found;
      else yield found;
    }
  } catch (error) {
    if (held) yield held;
    throw error;
  }
  if (held?.problem) throw new BatchFileError(FEED_ERROR, held.problem.message);
}

type Found = Pick<SourceRecord, "problem" | "json">;

/** The text of some bytes of the file, and the problem with it. */
type Text = Pick<SourceRecord, "text" | "problem">;

/** A place in a file, and the record that is open there. */
export class RecordScanner {
  /** The current place: an index in `bytes`. The splitter does not look at earlier bytes again. */
  at = 0;
  /** True if `bytes` reaches to the end of the file. */
  ended = false;
  readonly maxRecordBytes: number;
  readonly #window: ByteWindow;
  #count = 0;
  /** The offset of the open record in the stream. */
  #recordOffset: number | undefined;
  /** The beginning of the open record, which is kept if the record is too large. */
  #head: string | undefined;
  /** The open record's text, if the text ended before the record did. */
  #text: Text | undefined;
  /** The text of the open record up to a place, decoded once. */
  #textUpTo: { readonly at: number; readonly bytes: number; readonly text: Text } | undefined;

  constructor(window: ByteWindow, maxRecordBytes: number) {
    this.#window = window;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** The file's bytes that are in memory. */
  get bytes(): Buffer {
    return this.#window.bytes;
  }

  /** The current place as an offset in the file. */
  get fileOffset(): number {
    return this.#window.inFile(this.#readOffset);
  }

  get #readOffset(): number {
    return this.#window.byteOffset + this.at;
  }

  /** Begins a record at this place. */
  begin(): void {
    this.abandon();
    this.#drop();
    this.#recordOffset = this.#window.byteOffset;
  }

  /** Forgets the open record, as if it had not begun. */
  abandon(): void {
    this.#recordOffset = undefined;
    this.#head = undefined;
    this.#text = undefined;
    this.#textUpTo = undefined;
  }

  /** True if a record is open whose first bytes are no longer in memory. */
  get isHeadDropped(): boolean {
    return this.#head !== undefined;
  }

  /** Returns the text of the open record up to this place. Returns undefined if it is too large or not UTF-8. */
  text(): string | undefined {
    if (this.#head !== undefined || this.at > this.maxRecordBytes) return undefined;
    const { text, problem } = this.#upToHere().text;
    return problem ? undefined : text;
  }

  /**
   * Ends the text of the open record at this place, before the record itself ends. The rest of the record is not kept and may
   * have any size. If the text itself is too large, the record is too large.
   */
  endText(): void {
    if (this.#head === undefined && this.at <= this.maxRecordBytes) this.#text = this.#decoded(this.at);
  }

  /**
   * Ends the open record at this place and returns it, without the white space at its end.
   *
   * @param state the splitter's state after this record, if the splitter knows it
   * @param found what the splitter knows about the record, such as the problem for which it is rejected
   */
  end(state?: CutState, { problem, json }: Found = {}): SourceRecord {
    const beganAt = this.#recordOffset ?? this.#readOffset;
    const byteOffset = this.#window.inFile(beganAt);
    const lengthBytes = this.#readOffset - beganAt;
    const { text, bytes } = this.#text
      ? { text: this.#text, bytes: lengthBytes }
      : lengthBytes > this.maxRecordBytes
        ? { text: this.#tooLarge(lengthBytes, problem), bytes: lengthBytes }
        : this.#upToHere();
    this.abandon();
    return new CutRecord({
      number: ++this.#count,
      byteOffset,
      endByteOffset: byteOffset + bytes,
      text: text.text,
      problem: text.problem ?? problem,
      json,
      state,
      leftOutBytes: this.#window.leftOut.bytes,
    });
  }

  #tooLarge(lengthBytes: number, problem: RecordProblem | undefined): Text {
    const before = problem ? `${problem.message}; and ` : "";
    return {
      text: this.#head ?? this.#headOfRecord(),
      problem: {
        reason: "too-large",
        message: `${before}the record has ${lengthBytes} bytes, more than the limit of ${this.maxRecordBytes}`,
      },
    };
  }

  /** Decodes the open record up to this place. A second call for the same place does not decode again. */
  #upToHere() {
    if (this.#textUpTo?.at === this.at) return this.#textUpTo;
    let bytes = this.at;
    while (bytes > 0 && isSpace(this.bytes[bytes - 1])) bytes--;
    this.#textUpTo = { at: this.at, bytes, text: this.#decoded(bytes) };
    return this.#textUpTo;
  }

  /** Decodes the bytes in memory up to the index `end`. */
  #decoded(end: number): Text {
    const { text, invalidAt } = decodeUtf8(this.bytes, end);
    if (invalidAt === undefined) return { text };
    const at = this.#window.inFile(this.#window.byteOffset) + invalidAt;
    return { text, problem: { reason: "bad-encoding", message: `byte ${at} of the file is not UTF-8` } };
  }

  /** Drops all bytes that are not needed any more, then reads the file's next chunk. */
  async readMore(): Promise<void> {
    if (this.#recordOffset === undefined || this.#text) this.#drop();
    else if (this.#head !== undefined || this.at > this.maxRecordBytes) {
      this.#head ??= this.#headOfRecord();
      this.#drop();
    }
    this.ended = !(await this.#window.grow());
  }

  #headOfRecord(): string {
    return decodeHead(this.bytes, Math.min(HEAD_BYTES, this.maxRecordBytes));
  }

  #drop(): void {
    this.#window.drop(this.at);
    this.at = 0;
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Skips a byte order mark at this place. Returns whether there was one. */
export function* skipByteOrderMark(scanner: RecordScanner): Steps<boolean> {
  while (scanner.bytes.length - scanner.at < BYTE_ORDER_MARK.length && !scanner.ended) yield NEED_MORE;
  const { bytes, at } = scanner;
  if (!bytes.subarray(at, at + BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) return false;
  scanner.at += BYTE_ORDER_MARK.length;
  return true;
}

/** Tells whether a byte is white space in XML and JSON. */
export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
