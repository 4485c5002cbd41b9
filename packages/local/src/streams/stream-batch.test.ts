import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterFailure, type RetryRules, type StreamBatch } from "./stream-batch.ts";
import { numbersOf, streamRecords } from "./stream-records.fixture.ts";

const batchOf = (count: number, retries = 0): StreamBatch => ({
  records: streamRecords(count),
  retries,
  invocations: 1,
});
const withRetries = (maximumRetryAttempts: number): RetryRules => ({
  maximumRetryAttempts,
  bisectBatchOnFunctionError: false,
});
const bisecting = (maximumRetryAttempts: number): RetryRules => ({
  maximumRetryAttempts,
  bisectBatchOnFunctionError: true,
});

const summaryOf = (after: ReturnType<typeof afterFailure>) =>
  (after.kind === "retry" ? after.batches : [after.batch]).map(({ records, retries }) => ({
    kind: after.kind,
    records: numbersOf(records),
    retries,
  }));

describe("without bisecting", () => {
  test("the whole batch is tried again, and that is a retry", () => {
    expect(summaryOf(afterFailure(batchOf(3), 0, withRetries(2)))).toEqual([
      { kind: "retry", records: [1, 2, 3], retries: 1 },
    ]);
  });

  test("the rest after a partial success is tried again, and its retries are counted from 0", () => {
    expect(summaryOf(afterFailure(batchOf(4, 2), 2, withRetries(2)))).toEqual([
      { kind: "retry", records: [3, 4], retries: 1 },
    ]);
  });

  test("a batch with no retries left is discarded", () => {
    expect(summaryOf(afterFailure(batchOf(3, 2), 0, withRetries(2)))).toEqual([
      { kind: "discard", records: [1, 2, 3], retries: 2 },
    ]);
  });

  test("with no retries allowed, only the records that did not succeed are discarded", () => {
    expect(summaryOf(afterFailure(batchOf(3), 1, withRetries(0)))).toEqual([
      { kind: "discard", records: [2, 3], retries: 0 },
    ]);
  });

  test("-1 is without end", () => {
    expect(afterFailure(batchOf(1, 10_000), 0, withRetries(-1)).kind).toBe("retry");
  });
});

describe("with bisecting", () => {
  test("a failed batch is split in half, which uses up no retry", () => {
    expect(summaryOf(afterFailure(batchOf(5, 1), 0, bisecting(2)))).toEqual([
      { kind: "retry", records: [1, 2, 3], retries: 1 },
      { kind: "retry", records: [4, 5], retries: 1 },
    ]);
  });

  test("after a partial success the batch is split at the record that the function reported", () => {
    expect(summaryOf(afterFailure(batchOf(5), 1, bisecting(0)))).toEqual([
      { kind: "retry", records: [2, 3, 4, 5], retries: 0 },
    ]);
  });

  test("a single record is retried, and discarded in the end", () => {
    expect(summaryOf(afterFailure(batchOf(1, 1), 0, bisecting(2)))).toEqual([
      { kind: "retry", records: [1], retries: 2 },
    ]);
    expect(summaryOf(afterFailure(batchOf(1, 2), 0, bisecting(2)))).toEqual([
      { kind: "discard", records: [1], retries: 2 },
    ]);
  });
});

test("whatever fails, the rest stays complete and in order, and a limit on retries ends the attempts", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 3 }),
      fc.boolean(),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (count, maximumRetryAttempts, bisectBatchOnFunctionError, failures) => {
        const rules = { maximumRetryAttempts, bisectBatchOnFunctionError };
        const todo: StreamBatch[] = [batchOf(count)];
        const ended: number[] = [];
        let steps = 0;
        for (let batch = todo.shift(); batch; batch = todo.shift()) {
          expect(++steps).toBeLessThan(1_000);
          const failedFrom = Math.floor((failures.next().value ?? 0) * (batch.records.length + 1));
          ended.push(...numbersOf(batch.records.slice(0, failedFrom)));
          if (failedFrom === batch.records.length) continue;
          const after = afterFailure(batch, failedFrom, rules);
          if (after.kind === "discard") ended.push(...numbersOf(after.batch.records));
          else todo.unshift(...after.batches);
        }
        expect(ended).toEqual(numbersOf(streamRecords(count)));
      },
    ),
  );
});
