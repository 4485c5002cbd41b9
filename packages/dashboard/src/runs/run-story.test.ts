import { timestamp } from "@paperledger/core/papers/paper";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { runStory } from "./run-story.ts";

const AT = "2026-03-01T02:00:00.000Z";
const LATER = timestamp(new Date("2026-03-01T03:00:00.000Z"));
const now = new Date("2026-03-01T04:00:01.000Z");
const given = { lastEventAt: null, lastAttemptAt: undefined, workedMs: null, again: null, redrives: 0, now };

const WITHOUT_REJECTS = [{ rejected: 0, upserted: 16, rejected_by_reason: {} }];

/** It failed at 02:00, and its redrive completed at 04:00. */
const redriven = {
  ...runOf({ at: AT, batches: WITHOUT_REJECTS, end: "failed" }),
  completed_at: "2026-03-01T04:00:01.000Z",
};

test.each([
  [
    "completed-with-rejects" as const,
    runOf({ at: AT }),
    { redrives: 1 },
    "Completed in 2 s: 15 new, 4 known, 1 rejected; its rejects were redriven once.",
  ],
  [
    "completed" as const,
    runOf({ at: AT, batches: WITHOUT_REJECTS }),
    {},
    "Completed in 2 s: 16 new, 4 known, none rejected.",
  ],
  [
    "failed" as const,
    runOf({ at: AT, end: "failed" }),
    {},
    "Failed after 2 s (truncated). Written before, and kept: 1 batch with 20 records.",
  ],
  [
    "failed" as const,
    runOf({ at: AT, end: "failed", batches: [] }),
    {},
    "Failed after 1 s (truncated). Written before, and kept: nothing.",
  ],
  [
    "failed" as const,
    runOf({ at: AT, end: "failed", batches: [] }),
    { again: { attempts: 3, lastBeganAt: LATER, isLastOpen: false, failedAgainAt: LATER } },
    "Failed again in attempt 3, after 1 s (truncated). Written before, and kept: nothing.",
  ],
  [
    "running" as const,
    runOf({ at: AT, end: "running", batches: [{}, {}] }),
    {},
    "Running for 2 h 0 min: 2 batches with 40 records so far.",
  ],
  [
    "silent" as const,
    runOf({ at: AT, end: "running" }),
    { lastEventAt: "2026-03-01T03:00:01.000Z" },
    "Silent for 1 h 0 min after 1 batch with 20 records: it has not ended. A redrive continues it from there.",
  ],
  [
    "completed" as const,
    redriven,
    { lastAttemptAt: "2026-03-01T03:59:56.000Z", workedMs: 4_000 },
    "Completed in 4 s of work, 2 h 0 min after its first start (redriven): 16 new, 4 known, none rejected. It had failed before (truncated).",
  ],
  [
    "completed" as const,
    redriven,
    {},
    "Completed 2 h 0 min after its first start (redriven): 16 new, 4 known, none rejected. It had failed before (truncated).",
  ],
  [
    "running" as const,
    runOf({ at: AT, end: "failed", batches: [{}, {}] }),
    { lastAttemptAt: "2026-03-01T03:59:01.000Z", workedMs: null },
    "Running for 1 min 0 s, after it had failed (truncated): 2 batches with 40 records so far.",
  ],
])("a run that is %s is told in a sentence", (outcome, run, more, told) => {
  expect(runStory({ run, outcome, ...given, ...more })).toBe(told);
});
