import type { UploadedBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { timestamp } from "@paperledger/core/papers/paper";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { statisticsOf } from "../run-reports/statistics-in-memory.fixture.ts";
import { endedRuns } from "./ended-runs.ts";

const uploadedAt = (at: string): UploadedBatchFile => ({
  bucket: "raw",
  key: "any",
  sizeBytes: 1,
  lastModifiedAt: timestamp(new Date(at)),
});

const statisticsWith = (...runs: readonly RunStatistics[]) =>
  statisticsOf(new Map(runs.map((run) => [run.trace_id, run])));

test("runs that completed are told apart from those that failed, and from those under way", async () => {
  const failed = runOf({ key: "b", end: "failed" });
  const statistics = statisticsWith(runOf({ key: "a" }), failed, runOf({ key: "c", end: "running" }));
  expect(await endedRuns([uploadedAt("2025-03-01T12:00:00Z")], statistics)).toEqual({
    completed: new Set(["a"]),
    failed: new Map([["b", failed]]),
  });
});
