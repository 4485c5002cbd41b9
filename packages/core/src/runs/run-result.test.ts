import { describe, expect, test } from "vitest";
import type { BatchFile } from "../batch-files/batch-file.ts";
import { timestamp } from "../papers/paper.ts";
import { traceIdOn } from "../statistics/run-events.fixture.ts";
import { NO_TALLY, type Tally } from "../statistics/tally.ts";
import { runResult } from "./run-result.ts";

const file: BatchFile = {
  traceId: traceIdOn(2),
  bucket: "papers",
  key: "raw-data/2024-01-02/papers-1.gz",
  sizeBytes: 1_000,
  batchTimestamp: timestamp(new Date("2024-01-02T00:00:00Z")),
};

const tally: Tally = {
  ...NO_TALLY,
  processed: 61,
  upserted: 50,
  duplicate: 6,
  rejected: 5,
  bytes: 6_100,
  batches: 3,
  batch_ms_sum: 100,
};
const totals = { statistics: { tally }, rejectedBatches: 1 };

const times = {
  startedAtMs: Date.parse("2024-01-02T00:00:01.000Z"),
  endedAtMs: Date.parse("2024-01-02T00:00:03.500Z"),
};

describe("the result of a run", () => {
  test("that completed has the counts of its records and batches, and no failure", () => {
    expect(runResult(file, totals, { status: "completed" }, times)).toStrictEqual({
      trace_id: file.traceId,
      processed_count: 61,
      duplicate_count: 6,
      upsert_count: 50,
      failed_count: 5,
      timestamp: "2024-01-02T00:00:03.500Z",
      status: "completed",
      processing_time_ms: 2_500,
      s3_key: "raw-data/2024-01-02/papers-1.gz",
      batch_statistics: {
        total_batches: 3,
        successful_batches: 2,
        failed_batches: 1,
        avg_batch_time_ms: 33.33,
      },
    });
  });

  test("that failed has the reason, and the counts of the work before", () => {
    const failure = {
      reason: "truncated",
      message: "the file ends in the middle",
      position: { record_number: 61, byte_offset: 6_100 },
      batches: 3,
    };
    expect(runResult(file, totals, { status: "failed", failure }, times)).toStrictEqual({
      ...runResult(file, totals, { status: "completed" }, times),
      status: "failed",
      failure: { reason: "truncated", message: "the file ends in the middle" },
    });
  });

  test("that is still running has the number of idle invocations and the time of work", () => {
    expect(
      runResult(
        file,
        totals,
        { status: "running", idleInvocations: 2, workedMs: 900_000, recordNumber: 75 },
        times,
      ),
    ).toStrictEqual({
      ...runResult(file, totals, { status: "completed" }, times),
      status: "running",
      idle_invocations: 2,
      worked_ms: 900_000,
      record_number: 75,
    });
  });

  test("without batches has a mean time of 0", () => {
    const none = { statistics: { tally: NO_TALLY }, rejectedBatches: 0 };
    expect(runResult(file, none, { status: "completed" }, times).batch_statistics).toEqual({
      total_batches: 0,
      successful_batches: 0,
      failed_batches: 0,
      avg_batch_time_ms: 0,
    });
  });
});
