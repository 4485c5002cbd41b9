import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UpsertOutcome } from "../papers/paper-store.ts";
import { MAX_RAW_CHARACTERS } from "../rejects/reject.ts";
import { LINES_FORMAT } from "../runs/processing.fixture.ts";
import { batchOutcome } from "./batch-outcome.ts";
import type { Batch } from "./form-batches.ts";
import { arbitraryRecords, paperVersion, recordsOf } from "./read-record.fixture.ts";
import type { ReadRecord, RecordContent } from "./read-record.ts";

const KEY = "raw-data/papers.gz";

const batchOf = (records: readonly ReadRecord[]): Batch => ({
  seq: 1,
  records,
  position: { record_number: records.length, byte_offset: 0 },
  cut: false,
});

/** Returns a batch of one record with this content. */
const batchWith = (content: RecordContent): Batch => {
  const [record] = recordsOf([{ bytes: 70 }]);
  return batchOf(record ? [{ ...record, content }] : []);
};

const arbitraryUpsert: fc.Arbitrary<UpsertOutcome | undefined> = fc.constantFrom(
  { kind: "upserted" },
  { kind: "duplicate" },
  { kind: "rejected", reason: "too-large", message: "it is too large" },
  undefined,
);

const arbitraryOutcome = fc
  .tuple(arbitraryRecords({ maxRecords: 25 }), fc.array(arbitraryUpsert, { minLength: 25, maxLength: 25 }))
  .map(([records, answers]) => {
    const repeated = records.map((record, index): ReadRecord => {
      const isRepeat = index % 5 === 4 && record.content.kind === "paper";
      const { paper_id } = paperVersion("a", 1);
      return isRepeat ? { ...record, content: { kind: "repeat", paperId: paper_id } } : record;
    });
    const upserts = new Map(
      repeated.flatMap(({ number, content }, index) => {
        const answer = answers[index];
        return content.kind === "paper" && answer ? [[number, answer] as const] : [];
      }),
    );
    return { batch: batchOf(repeated), upserts, outcome: batchOutcome(batchOf(repeated), upserts, KEY) };
  });

describe("of any batch", () => {
  test("processed is upserted + duplicate + rejected, in total and for each source", () => {
    fc.assert(
      fc.property(arbitraryOutcome, ({ batch, outcome }) => {
        expect(outcome.processed).toBe(batch.records.length);
        for (const counts of [outcome, ...Object.values(outcome.by_source)])
          expect(counts.processed).toBe(counts.upserted + counts.duplicate + counts.rejected);
      }),
    );
  });

  test("the sums of all sources are the total", () => {
    fc.assert(
      fc.property(arbitraryOutcome, ({ batch, outcome }) => {
        expect(Object.keys(outcome.by_source).toSorted()).toEqual(
          [...new Set(batch.records.map(({ source }) => source))].toSorted(),
        );
        for (const count of ["processed", "upserted", "duplicate", "rejected", "bytes"] as const)
          expect(Object.values(outcome.by_source).reduce((sum, counts) => sum + counts[count], 0)).toBe(
            outcome[count],
          );
      }),
    );
  });

  test("bytes is the size of its records", () => {
    fc.assert(
      fc.property(arbitraryOutcome, ({ batch, outcome }) => {
        expect(outcome.bytes).toBe(batch.records.reduce((sum, { bytes }) => sum + bytes, 0));
      }),
    );
  });

  test("upserted papers are listed in file order, each once, and failed papers are among the rejects", () => {
    fc.assert(
      fc.property(arbitraryOutcome, ({ batch, upserts, outcome }) => {
        const upserted = batch.records.flatMap(({ number, content }) =>
          content.kind === "paper" && upserts.get(number)?.kind === "upserted"
            ? [content.paper.paper_id]
            : [],
        );
        expect(outcome.upserted_ids).toEqual([...new Set(upserted)]);
        expect(outcome.upserted).toBe(upserted.length);
        const failed = batch.records.filter(
          ({ number, content }) =>
            content.kind === "reject" ||
            (content.kind === "paper" &&
              !["upserted", "duplicate"].includes(upserts.get(number)?.kind ?? "")),
        );
        expect(outcome.rejects.map(({ record_number }) => record_number)).toEqual(
          failed.map(({ number }) => number),
        );
      }),
    );
  });
});

describe("a reject tells", () => {
  test("of a record that could not be read: the reason, the place and the text", () => {
    const { rejects } = batchOutcome(batchOf(recordsOf([{ id: "a" }, {}]).slice(1)), new Map(), KEY);
    expect(rejects).toEqual([
      {
        reason: "no-id",
        message: `${KEY}, record 2 at byte 100: record 2 has no id`,
        record_number: 2,
        byte_offset: 100,
        paper_id: null,
        raw: '<entry n="2"/>',
        raw_truncated: false,
      },
    ]);
  });

  test("of a paper that could not be written: the table's message, its id and its source text", () => {
    const batch = batchOf(recordsOf([{ id: "a" }]));
    const upserts = new Map([
      [1, { kind: "rejected", reason: "too-large", message: "it is too large" } as const],
    ]);
    expect(batchOutcome(batch, upserts, KEY).rejects).toEqual([
      {
        reason: "too-large",
        message: `${KEY}, record 1 at byte 0: it is too large`,
        record_number: 1,
        byte_offset: 0,
        paper_id: "arxiv:a",
        raw: "<entry>a</entry>",
        raw_truncated: false,
      },
    ]);
  });

  test("the whole text of the record, also if the paper has only a part of it", () => {
    const paper = { ...paperVersion("a", 1), raw_xml: "<front/>" };
    const batch = batchWith({ kind: "paper", paper, text: "<record><front/></record>" });
    const upserts = new Map([[1, { kind: "rejected", reason: "too-large", message: "" } as const]]);
    expect(batchOutcome(batch, upserts, KEY).rejects).toMatchObject([{ raw: "<record><front/></record>" }]);
  });

  test("of a paper without an outcome from the store, so that it does not vanish", () => {
    const outcome = batchOutcome(batchOf(recordsOf([{ id: "a" }])), new Map(), KEY);
    expect(outcome).toMatchObject({ rejected: 1, rejects: [{ reason: "no-answer", paper_id: "arxiv:a" }] });
  });

  test.each([
    ["of the maximum length", MAX_RAW_CHARACTERS, MAX_RAW_CHARACTERS, false],
    ["longer than the maximum", MAX_RAW_CHARACTERS + 1, MAX_RAW_CHARACTERS, true],
  ])("whether text %s was cut", (_what, length, kept, isTruncated) => {
    const text = `<${"x".repeat(length - 1)}`;
    const batch = batchWith({ kind: "reject", paperId: null, text, reason: "no-id", message: "no id" });
    const [reject] = batchOutcome(batch, new Map(), KEY).rejects;
    expect(reject?.raw).toHaveLength(kept);
    expect(text.startsWith(reject?.raw ?? "nothing")).toBe(true);
    expect(reject?.raw_truncated).toBe(isTruncated);
  });
});

describe("a reject of a record in an archive", () => {
  const rejectIn = (entry: ReadRecord["entry"]) => {
    const [record] = recordsOf([{ bytes: 70 }]);
    const records = record && entry ? [{ ...record, byteOffset: 1_000, entry }] : [];
    return batchOutcome(batchOf(records), new Map(), KEY).rejects[0];
  };

  test("names the entry, its format, and the byte in it", () => {
    expect(
      rejectIn({ name: 'dois/"a".gz', byteOffset: 900, archiveBytes: 0, format: LINES_FORMAT }),
    ).toMatchObject({
      entry: 'dois/"a".gz',
      format: "lines",
      byte_offset: 100,
      message: 'raw-data/papers.gz, entry "dois/\\"a\\".gz", record 1 at byte 100: record 1 has no id',
    });
  });

  test("has no format if the format of the entry is unknown, and has a name of limited length", () => {
    const reject = rejectIn({ name: "x".repeat(5_000), byteOffset: 0, archiveBytes: 0, format: undefined });
    expect(reject).not.toHaveProperty("format");
    expect(reject?.entry).toHaveLength(500);
    expect(reject?.message.length).toBeLessThan(700);
  });
});
