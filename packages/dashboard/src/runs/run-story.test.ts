import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { runStory } from "./run-story.ts";

const AT = "2026-03-01T02:00:00.000Z";
const now = new Date("2026-03-01T04:00:01.000Z");
const given = { lastEventAt: null, redrives: 0, now };

test.each([
  [
    "completed-with-rejects" as const,
    runOf({ at: AT }),
    { redrives: 1 },
    "Completed in 2 s: 15 new, 4 known, 1 rejected; its rejects were redriven once.",
  ],
  [
    "completed" as const,
    runOf({ at: AT, batches: [{ rejected: 0, upserted: 16, rejected_by_reason: {} }] }),
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
    "running" as const,
    runOf({ at: AT, end: "running", batches: [{}, {}] }),
    {},
    "Running for 2 h 0 min: 2 batches with 40 records so far.",
  ],
  [
    "silent" as const,
    runOf({ at: AT, end: "running" }),
    { lastEventAt: "2026-03-01T03:00:01.000Z" },
    "Silent for 1 h 0 min after 1 batch with 20 records: it has not ended. A redrive goes on where it stopped.",
  ],
])("a run that is %s is told in a sentence", (outcome, run, more, told) => {
  expect(runStory({ run, outcome, ...given, ...more })).toBe(told);
});
