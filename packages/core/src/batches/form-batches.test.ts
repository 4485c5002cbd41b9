import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Batch, formBatches } from "./form-batches.ts";
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
  test("25 records, and the last one what is left", async () => {
    expect(await sizes(Array(60).fill(3_000))).toEqual([25, 25, 10]);
  });

  test("10 where the records are large", async () => {
    expect(await sizes(Array(37).fill(20_000))).toEqual([10, 10, 10, 7]);
  });

  test("25 up to a mean of exactly 10,000 bytes, and 10 from one byte more in all", async () => {
    expect(await sizes(Array(25).fill(10_000))).toEqual([25]);
    expect(await sizes([10_001, ...Array(24).fill(10_000)])).toEqual([10, 15]);
    expect(await sizes([20_000, 1, ...Array(23).fill(10_000)])).toEqual([10, 15]);
  });

  test("10 or 25 by the 25 records from its first on, not by those of other batches", async () => {
    const [large, small] = [Array(10).fill(30_000), Array(25).fill(1_000)];
    expect(await sizes([...large, ...small, ...large])).toEqual([10, 25, 10]);
  });

  test("10 at most where fewer than 25 large ones are left", async () => {
    expect(await sizes(Array(12).fill(10_001))).toEqual([10, 2]);
  });
});

test("every record is in one batch, in file order, and batches follow on one another", async () => {
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

test("a run that resumes after any batch forms the batches that were left", async () => {
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

test("no more is read ahead than the 25 records that the size of a batch follows from", async () => {
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
