import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BatchRules, recordBuffer } from "./record-buffer.ts";
import { numbersOf, streamRecords } from "./stream-records.fixture.ts";

const bufferOf = (rules: Partial<BatchRules> = {}) =>
  recordBuffer({ batchSize: 3, maximumBatchingWindowMs: 0, wanted: () => true, ...rules });

const taken = (buffer: ReturnType<typeof bufferOf>, nowMs = 0) => {
  const batch = buffer.take(nowMs);
  return batch && { records: numbersOf(batch.records), reachesTo: batch.reachesTo };
};

test("without a window, a batch is due as soon as there is a record, and holds no more than its size", () => {
  const buffer = bufferOf();
  expect(taken(buffer)).toBeUndefined();
  buffer.add(streamRecords(4), 0);
  expect(taken(buffer)).toEqual({ records: [1, 2, 3], reachesTo: "3" });
  expect(taken(buffer)).toEqual({ records: [4], reachesTo: "4" });
  expect(taken(buffer)).toBeUndefined();
});

describe("with a window", () => {
  test("a batch that is not full waits until the window since its first record is over", () => {
    const buffer = bufferOf({ maximumBatchingWindowMs: 100 });
    buffer.add(streamRecords(1), 1_000);
    buffer.add(streamRecords(1, 2), 1_060);
    expect(buffer.dueInMs(1_060)).toBe(40);
    expect(taken(buffer, 1_099)).toBeUndefined();
    expect(taken(buffer, 1_100)).toEqual({ records: [1, 2], reachesTo: "2" });
    expect(buffer.dueInMs(1_100)).toBeUndefined();
  });

  test("a full batch does not wait", () => {
    const buffer = bufferOf({ maximumBatchingWindowMs: 100 });
    buffer.add(streamRecords(4), 0);
    expect(taken(buffer, 0)).toEqual({ records: [1, 2, 3], reachesTo: "3" });
    expect(taken(buffer, 0)).toBeUndefined();
    expect(taken(buffer, 100)).toEqual({ records: [4], reachesTo: "4" });
  });
});

describe("payload", () => {
  const threeMegabytes = "x".repeat(3_000_000);

  test("records that do not fit into 6 MB together make two batches, and the first is due at once", () => {
    const buffer = bufferOf({ maximumBatchingWindowMs: 100 });
    buffer.add(streamRecords(3, 1, threeMegabytes), 0);
    expect(taken(buffer, 0)).toEqual({ records: [1, 2], reachesTo: "2" });
    expect(taken(buffer, 0)).toBeUndefined();
    expect(taken(buffer, 100)).toEqual({ records: [3], reachesTo: "3" });
  });

  test("a record that is too large alone is a batch of its own", () => {
    const buffer = bufferOf();
    buffer.add(streamRecords(1, 1, threeMegabytes.repeat(3)), 0);
    expect(taken(buffer)).toEqual({ records: [1], reachesTo: "1" });
  });
});

describe("passing over", () => {
  const even = bufferOf.bind(null, {
    batchSize: 2,
    wanted: ({ dynamodb }) => Number(dynamodb.SequenceNumber) % 2 === 0,
  });

  test("an unwanted record is in no batch, and the last batch reaches past it", () => {
    const buffer = even();
    buffer.add(streamRecords(7), 0);
    expect(taken(buffer)).toEqual({ records: [2, 4], reachesTo: "4" });
    expect(taken(buffer)).toEqual({ records: [6], reachesTo: "7" });
  });

  test("if no record is wanted, an empty batch reaches to the end", () => {
    const buffer = even();
    buffer.add(streamRecords(1), 0);
    expect(taken(buffer)).toEqual({ records: [], reachesTo: "1" });
    expect(taken(buffer)).toBeUndefined();
  });
});

test("in whatever groups records come, each is taken once and in order, and the batches reach to the last record", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(7)), fc.integer({ min: 1, max: 5 }), fc.nat(3), (counts, batchSize, step) => {
      const buffer = bufferOf({ batchSize, maximumBatchingWindowMs: 5 });
      const seen: number[] = [];
      let reachesTo: string | undefined;
      let next = 1;
      let nowMs = 0;
      const takeAll = () => {
        for (let batch = buffer.take(nowMs); batch; batch = buffer.take(nowMs)) {
          expect(batch.records.length).toBeLessThanOrEqual(batchSize);
          seen.push(...numbersOf(batch.records));
          reachesTo = batch.reachesTo;
        }
      };
      for (const count of counts) {
        buffer.add(streamRecords(count, next), nowMs);
        next += count;
        nowMs += step;
        takeAll();
      }
      for (let round = 0; round < next; round++) {
        nowMs += 5;
        takeAll();
      }
      expect(seen).toEqual(numbersOf(streamRecords(next - 1)));
      expect(reachesTo).toBe(next === 1 ? undefined : String(next - 1));
    }),
  );
});
