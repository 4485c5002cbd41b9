import { BatchFileError } from "../../batch-files/batch-file.ts";
import { FEED_ERROR, type RecordProblem, type SourceRecord } from "../format.ts";
import { ByteWindow } from "./byte-window.ts";
import { CutRecord, type CutState } from "./cut-record.ts";
import { decodeHead, decodeUtf8 } from "./decode-utf8.ts";

/** Tells {@link cutRecords} that all the bytes in memory have been looked at. */
export const NEED_MORE = Symbol("need more bytes");

/** Steps over a file: each yields a record that was cut, or asks for more bytes. At last, what they found out. */
export type Steps<Result> = Generator<SourceRecord | typeof NEED_MORE, Result, undefined>;

/** Longer texts of records that are too large are not kept. */
const HEAD_BYTES = 100_000;

/**
 * The records of a file, as `cut` finds them. `cut` is plain, synchronous code: it looks at `scanner.bytes` from
 * `scanner.at` on, and yields NEED_MORE at their end; then both are others, unless `scanner.ended`.
 *
 * Memory is bounded by twice `maxRecordBytes` and a chunk: a longer record
 * comes with the problem `too-large`. The records are the same however the file is chunked. Ending early ends the file's
 * iteration.
 *
 * @throws BatchFileError `feed-error` from the iteration, where the last record has that problem
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

/** What bytes of the file say, and what is wrong with them. */
type Text = Pick<SourceRecord, "text" | "problem">;

/** A place in a file, and the record that is open there. */
export class RecordScanner {
  /** The place, in `bytes`. What is before it will not be looked at again. */
  at = 0;
  /** Whether `bytes` reaches to the end of the file. */
  ended = false;
  readonly maxRecordBytes: number;
  readonly #window: ByteWindow;
  #count = 0;
  /** Where the open record begins in what is read of the file. */
  #recordOffset: number | undefined;
  /** What is kept of the open record, once it is too large. */
  #head: string | undefined;
  /** The open record's text, where that has ended before the record. */
  #text: Text | undefined;
  /** What the open record says up to a place. */
  #textUpTo: { readonly at: number; readonly bytes: number; readonly text: Text } | undefined;

  constructor(window: ByteWindow, maxRecordBytes: number) {
    this.#window = window;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** The file's bytes that are in memory. */
  get bytes(): Buffer {
    return this.#window.bytes;
  }

  /** The place, in the file. */
  get fileOffset(): number {
    return this.#window.inFile(this.#readOffset);
  }

  get #readOffset(): number {
    return this.#window.byteOffset + this.at;
  }

  /** A record begins at this place. */
  begin(): void {
    this.abandon();
    this.#drop();
    this.#recordOffset = this.#window.byteOffset;
  }

  /** Goes on as if no record had begun. */
  abandon(): void {
    this.#recordOffset = undefined;
    this.#head = undefined;
    this.#text = undefined;
    this.#textUpTo = undefined;
  }

  /** Whether a record is open of which the first bytes are not in memory any more. */
  get isHeadDropped(): boolean {
    return this.#head !== undefined;
  }

  /** The text of the open record up to this place; undefined where it is too large, or not UTF-8. */
  text(): string | undefined {
    if (this.#head !== undefined || this.at > this.maxRecordBytes) return undefined;
    const { text, problem } = this.#upToHere().text;
    return problem ? undefined : text;
  }

  /**
   * The text of the open record ends at this place. What follows up to the record's end is not kept, and may be of any size. A text
   * that is too large itself makes the record too large.
   */
  endText(): void {
    if (this.#head === undefined && this.at <= this.maxRecordBytes) this.#text = this.#decoded(this.at);
  }

  /**
   * The open record ends at this place; white space at its end is no part of it.
   *
   * @param state all that cutting goes by after this record, where the splitter can tell
   * @param found what the splitter knows of the record, such as why it is not to be parsed
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

  /** Decodes the open record up to this place, once. */
  #upToHere() {
    if (this.#textUpTo?.at === this.at) return this.#textUpTo;
    let bytes = this.at;
    while (bytes > 0 && isSpace(this.bytes[bytes - 1])) bytes--;
    this.#textUpTo = { at: this.at, bytes, text: this.#decoded(bytes) };
    return this.#textUpTo;
  }

  /** Decodes the bytes up to this place in memory. */
  #decoded(end: number): Text {
    const { text, invalidAt } = decodeUtf8(this.bytes, end);
    if (invalidAt === undefined) return { text };
    const at = this.#window.inFile(this.#window.byteOffset) + invalidAt;
    return { text, problem: { reason: "bad-encoding", message: `byte ${at} of the file is not UTF-8` } };
  }

  /** Reads the file's next chunk, having let go of all that is not needed. */
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

/** Goes over a byte order mark, if there is one at this place; gives whether. */
export function* skipByteOrderMark(scanner: RecordScanner): Steps<boolean> {
  while (scanner.bytes.length - scanner.at < BYTE_ORDER_MARK.length && !scanner.ended) yield NEED_MORE;
  const { bytes, at } = scanner;
  if (!bytes.subarray(at, at + BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) return false;
  scanner.at += BYTE_ORDER_MARK.length;
  return true;
}

/** White space as XML and JSON have it. */
export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
