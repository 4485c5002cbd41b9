import fc from "fast-check";
import { type PaperVersion, paperIdSchema, type Timestamp, timestamp } from "../papers/paper.ts";
import type { ReadRecord } from "./read-record.ts";

/** What a test says of a record; the rest follows from its place in the file. */
export interface RecordShape {
  /** Nothing makes it a reject. */
  readonly id?: string;
  /** The paper's `updated_at`, as a day of January 2024. */
  readonly day?: number;
  readonly bytes?: number;
  readonly source?: string;
}

const dayOfJanuary = (day: number): Timestamp => timestamp(new Date(Date.UTC(2024, 0, day)));

export const paperVersion = (id: string, recordNumber: number, day = 1): PaperVersion => ({
  paper_id: paperIdSchema.parse(`arxiv:${id}`),
  source: "arxiv",
  title: `Paper ${id}`,
  abstract: "",
  authors: [],
  published_date: null,
  categories: [],
  updated_at: dayOfJanuary(day),
  raw_xml: `<entry>${id}</entry>`,
  processing_status: "ingested",
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  batch_timestamp: dayOfJanuary(2),
  record_number: recordNumber,
});

/** The records of a file that begins with these. */
export function recordsOf(shapes: readonly RecordShape[]): readonly ReadRecord[] {
  let byteOffset = 0;
  return shapes.map(({ id, day, bytes = 100, source = "arxiv" }, index) => {
    const number = index + 1;
    const at = { number, byteOffset, endByteOffset: byteOffset + bytes, bytes, source };
    byteOffset += bytes;
    if (id !== undefined) return { ...at, content: { kind: "paper", paper: paperVersion(id, number, day) } };
    const problem = { reason: "no-id", message: `record ${number} has no id` };
    return { ...at, content: { kind: "reject", paperId: null, text: `<entry n="${number}"/>`, ...problem } };
  });
}

/** Files of few papers in few versions, so that most papers come several times, with rejects between. */
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
        bytes,
        source: fc.constantFrom("arxiv", "pubmed", "crossref"),
      }),
      { maxLength: maxRecords, size: "max" },
    )
    .map((shapes) =>
      recordsOf(shapes.map(({ id, ...shape }) => (id === undefined ? shape : { ...shape, id }))),
    );

/** The items as a file gives its records: one at a time. */
export async function* oneByOne<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
