import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchFileError } from "../batch-files/batch-file.ts";
import { type Batch, formBatches, type LoggedBatch } from "./form-batches.ts";
import { arbitraryRecords, collect, oneByOne, recordsOf } from "./read-record.fixture.ts";
import type { ReadRecord } from "./read-record.ts";

const batchesOf = (records: readonly ReadRecord[], firstSeq?: number) =>
  collect(formBatches(oneByOne(records), firstSeq));

const sizes = async (bytes: readonly number[]) =>
  (await batchesOf(recordsOf(bytes.map((each) => ({ bytes: each }))))).map(({ records }) => records.length);

const arbitraryFile = arbitraryRecords({
  maxRecords: 120,
  bytes: fc.oneof(fc.constant(10_000), fc.integer({ min: 1, max: 25_000 })),
});

test("a file without records has no batches", async () => {
  expect(await batchesOf([])).toEqual([]);
});

describe("a batch holds", () => {
  test("25 records, and the last batch has the rest", async () => {
    expect(await sizes(Array(60).fill(3_000))).toEqual([25, 25, 10]);
  });

  test("10 if the records are large", async () => {
    expect(await sizes(Array(37).fill(20_000))).toEqual([10, 10, 10, 7]);
  });

  test("25 up to a mean of exactly 10,000 bytes, and 10 if there is one byte more in total", async () => {
    expect(await sizes(Array(25).fill(10_000))).toEqual([25]);
    expect(await sizes([10_001, ...Array(24).fill(10_000)])).toEqual([10, 15]);
    expect(await sizes([20_000, 1, ...Array(23).fill(10_000)])).toEqual([10, 15]);
  });

  test("10 or 25, decided by the 25 records from its first record on, and not by other batches", async () => {
    const [large, small] = [Array(10).fill(30_000), Array(25).fill(1_000)];
    expect(await sizes([...large, ...small, ...large])).toEqual([10, 25, 10]);
  });

  test("at most 10 if fewer than 25 large records are left", async () => {
    expect(await sizes(Array(12).fill(10_001))).toEqual([10, 2]);
  });
});

test("every record is in one batch, in file order, and no record is between two batches", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryFile, fc.integer({ min: 1, max: 1_000 }), async (records, firstSeq) => {
      const batches = await batchesOf(records, firstSeq);
      expect(batches.flatMap((batch) => batch.records)).toEqual(records);
      expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, index) => firstSeq + index));
      for (const batch of batches) {
        const last = batch.records.at(-1);
        expect(batch.position).toEqual({ record_number: last?.number, byte_offset: last?.endByteOffset });
      }
    }),
  );
});

test("a run that resumes after any batch forms the remaining batches", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryFile, async (records) => {
      const batches = await batchesOf(records);
      for (const [index, { seq, position }] of batches.entries()) {
        const rest = records.slice(position.record_number);
        expect(await batchesOf(rest, seq + 1)).toEqual(batches.slice(index + 1));
      }
    }),
    { numRuns: 50 },
  );
});

test("only the 25 records that decide the size of a batch are read ahead", async () => {
  let read = 0;
  async function* counted() {
    for (const record of recordsOf(Array(100).fill({ bytes: 20_000 }))) {
      read += 1;
      yield record;
    }
  }
  const given: Batch[] = [];
  for await (const batch of formBatches(counted())) {
    given.push(batch);
    expect(read - given.flatMap(({ records }) => records).length).toBeLessThanOrEqual(15);
    if (given.length === 8) break;
  }
});

describe("if reading stops with an error", () => {
  const broken = new BatchFileError("truncated", "it is cut off");

  /** Forms batches of the first records. After them, the file is cut off. */
  async function batchesUpTo(
    records: readonly ReadRecord[],
    { error = broken, firstSeq = 1, logged = new Map() }: Partial<Breaking> = {},
  ): Promise<Batch[]> {
    async function* source() {
      yield* records;
      if (error) throw error;
    }
    const batches: Batch[] = [];
    const forming = async () => {
      for await (const batch of formBatches(source(), firstSeq, logged)) batches.push(batch);
    };
    if (error) await expect(forming).rejects.toThrow(error);
    else await forming();
    return batches;
  }
  interface Breaking {
    readonly error: Error | null;
    readonly firstSeq: number;
    readonly logged: ReadonlyMap<number, LoggedBatch>;
  }
  const shapeOf = ({ seq, records, cut }: Batch) =>
    `${seq}: ${records[0]?.number}-${records.at(-1)?.number}${cut ? " cut" : ""}`;
  const logOf = (...batches: readonly Batch[]) =>
    new Map(
      batches.map(({ seq, records, cut }): [number, LoggedBatch] => [
        seq,
        { records: { first: records[0]?.number ?? 0, last: records.at(-1)?.number ?? 0 }, cut },
      ]),
    );
  const records = recordsOf(Array(60).fill({ bytes: 3_000 }));

  test("the records before it come first, and a batch that might be larger is marked cut", async () => {
    expect((await batchesUpTo(records.slice(0, 32))).map(shapeOf)).toEqual(["1: 1-25", "2: 26-32 cut"]);
  });

  test("for another reason than the file, the records that wait for a whole batch are left to the next attempt", async () => {
    const error = new Error("the deadline has passed");
    expect((await batchesUpTo(records.slice(0, 32), { error })).map(shapeOf)).toEqual(["1: 1-25"]);
  });

  test("a cut batch in the log is formed again unchanged, and the next batch begins after its last record", async () => {
    const [, cut] = await batchesUpTo(records.slice(0, 32));
    const logged = cut ? logOf(cut) : new Map();
    expect((await batchesUpTo(records, { error: null, logged })).map(shapeOf)).toEqual([
      "1: 1-25",
      "2: 26-32 cut",
      "3: 33-57",
      "4: 58-60",
    ]);
  });

  test("earlier than in a previous attempt, the batches in the log are not formed with fewer records", async () => {
    const logged = logOf(...(await batchesUpTo(records.slice(0, 50), { error: null })).slice(1));
    expect((await batchesUpTo(records.slice(0, 32), { logged })).map(shapeOf)).toEqual(["1: 1-25"]);
  });

  test("a file without the records of a cut batch in the log is another file", async () => {
    const [, cut] = await batchesUpTo(records.slice(0, 32));
    const logged = cut ? logOf(cut) : new Map();
    const error = await batchesUpTo(records.slice(0, 30), { error: null, logged }).catch((thrown) => thrown);
    expect(error).toMatchObject({ reason: "other-batches" });
    const tooFar = new Map([[2, { records: { first: 27, last: 30 }, cut: true }]]);
    const elsewhere = await batchesUpTo(records, { error: null, logged: tooFar }).catch((thrown) => thrown);
    expect(elsewhere).toMatchObject({ reason: "other-batches" });
  });

  test("the batches that are missing before a logged one end just before it", async () => {
    const logged = new Map([[3, { records: { first: 41, last: 45 }, cut: true }]]);
    expect((await batchesUpTo(records, { error: null, logged })).map(shapeOf)).toEqual([
      "1: 1-25",
      "2: 26-40 cut",
      "3: 41-45 cut",
      "4: 46-60",
    ]);
  });

  test("any number of times at any places, every record is in one batch, and later attempts form the same batch", async () => {
    const arbitraryEnds = fc.array(fc.nat({ max: 120 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(arbitraryFile, arbitraryEnds, async (file, ends) => {
        let done: Batch[] = [];
        const next = (end: number, error: Error | null) =>
          batchesUpTo(file.slice(0, end), { error, logged: logOf(...done) });
        for (const end of ends) {
          const formed = await next(end, broken);
          expect(formed.slice(0, done.length).map(shapeOf)).toEqual(
            done.slice(0, formed.length).map(shapeOf),
          );
          if (formed.length > done.length) done = formed;
        }
        const whole = await next(file.length, null);
        expect(whole.slice(0, done.length).map(shapeOf)).toEqual(done.map(shapeOf));
        expect(whole.flatMap((batch) => batch.records)).toEqual(file);
      }),
    );
  });
});
