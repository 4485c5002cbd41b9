import fc from "fast-check";
import { type TextVersion, type Timestamp, timestamp, type WithdrawalVersion } from "../papers/paper.ts";
import { paperVersion as textVersion, withdrawalVersion } from "../papers/paper-version.fixture.ts";
import type { ReadRecord } from "./read-record.ts";

/** The fields of a record that a test chooses. The others follow from the record's place in the file. */
export interface RecordShape {
  /** Without an id, the record is a reject. */
  readonly id?: string;
  /** The paper's `updated_at` or `withdrawn_at`, as a day of January 2024. */
  readonly day?: number;
  /** True for a record that only withdraws the paper. */
  readonly isWithdrawal?: boolean;
  readonly bytes?: number;
  readonly source?: string;
}

export const dayOfJanuary = (day: number): Timestamp => timestamp(new Date(Date.UTC(2024, 0, day)));

export const paperVersion = (id: string, recordNumber: number, day = 1): TextVersion =>
  textVersion({
    id: `arxiv:${id}`,
    title: `Paper ${id}`,
    updatedAt: dayOfJanuary(day),
    raw_xml: `<entry>${id}</entry>`,
    record_number: recordNumber,
  });

/** Returns the withdrawal of the paper `arxiv:<id>`, on a day of January 2024. */
export const withdrawalOf = (id: string, recordNumber: number, day = 1): WithdrawalVersion =>
  withdrawalVersion({ id: `arxiv:${id}`, withdrawnAt: dayOfJanuary(day), record_number: recordNumber });

/** Returns these records, with consecutive numbers and offsets. */
export function recordsOf(shapes: readonly RecordShape[]): readonly ReadRecord[] {
  let byteOffset = 0;
  return shapes.map(({ id, day, isWithdrawal = false, bytes = 100, source = "arxiv" }, index) => {
    const number = index + 1;
    const at = { number, byteOffset, endByteOffset: byteOffset + bytes, bytes, source };
    byteOffset += bytes;
    if (id !== undefined) {
      const paper = isWithdrawal ? withdrawalOf(id, number, day) : paperVersion(id, number, day);
      return { ...at, content: { kind: "paper", paper, text: paper.raw_xml ?? "" } };
    }
    const problem = { reason: "no-id", message: `record ${number} has no id` };
    return { ...at, content: { kind: "reject", paperId: null, text: `<entry n="${number}"/>`, ...problem } };
  });
}

/** Arbitrary files of a few papers in a few versions, so that most papers occur several times, with rejects between them. */
export const arbitraryRecords = ({
  maxRecords = 40,
  bytes = fc.integer({ min: 1, max: 20 }),
}: {
  readonly maxRecords?: number;
  readonly bytes?: fc.Arbitrary<number>;
} = {}): fc.Arbitrary<readonly ReadRecord[]> =>
  fc
    .array(
      fc.record({
        id: fc.constantFrom(undefined, "a", "a", "b", "b", "c"),
        day: fc.integer({ min: 1, max: 4 }),
        isWithdrawal: fc.nat({ max: 3 }).map((drawn) => drawn === 0),
        bytes,
        source: fc.constantFrom("arxiv", "pubmed", "crossref"),
      }),
      { maxLength: maxRecords, size: "max" },
    )
    .map((shapes) =>
      recordsOf(shapes.map(({ id, ...shape }) => (id === undefined ? shape : { ...shape, id }))),
    );

/** Yields the items one at a time, as a file yields its records. */
export async function* oneByOne<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
