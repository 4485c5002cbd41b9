import { expect, test } from "vitest";
import { endedRunOf, ledgerOfRun, rejectOf } from "./ended-run.fixture.ts";
import { readEndedRun } from "./ended-run.ts";

const bad = { processed: 2, upserted: 0, duplicate: 0, rejected: 2 };

test("a completed run has the processor's result, with the time from its first event to its last", async () => {
  const { result } = await endedRunOf({ batches: [{}, { batch_ms: 61 }, { ...bad, batch_ms: 19 }] });
  expect(result).toEqual({
    trace_id: expect.stringMatching(/^batch-20250301-[0-9A-Z]{26}$/),
    processed_count: 42,
    duplicate_count: 8,
    upsert_count: 30,
    failed_count: 4,
    timestamp: "2025-03-01T12:00:05.000Z",
    status: "completed",
    processing_time_ms: 4_000,
    s3_key: "raw-data/2025-03-01/papers-1.xml.gz",
    batch_statistics: { total_batches: 3, successful_batches: 2, failed_batches: 1, avg_batch_time_ms: 40 },
  });
});

test("a failed run has the reason in its result", async () => {
  const { result } = await endedRunOf({ end: "failed" });
  expect(result).toMatchObject({ status: "failed", failure: { reason: "truncated" } });
});

test("the first few rejects are read, across batches, and all keys told", async () => {
  const { rejects, rejectKeys } = await endedRunOf(
    { batches: [{ reject_key: "a" }, {}, { reject_key: "b" }] },
    { a: [rejectOf(1), rejectOf(2)], b: [rejectOf(3), rejectOf(4)] },
  );
  expect(rejects.map(({ record_number }) => record_number)).toEqual([1, 2, 3]);
  expect(rejectKeys).toEqual(["a", "b"]);
});

test("a run that has not ended is an error", async () => {
  const { ledger, traceId } = ledgerOfRun({ end: "running" });
  await expect(readEndedRun(ledger, traceId)).rejects.toThrow(/has not ended/);
});
