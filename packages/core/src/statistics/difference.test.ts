import { expect, test } from "vitest";
import { differencesOfRun, differencesOfScope } from "./difference.ts";
import { runOf } from "./run-statistics.fixture.ts";
import { NO_TALLY } from "./tally.ts";

const HOURS = { "3": 1 };

test("empty counts by hour are the same as none", () => {
  const empty = { ...NO_TALLY, by_hour: {} };
  expect(differencesOfScope("day#2025-03-01", empty, NO_TALLY)).toEqual([]);
  expect(differencesOfScope("day#2025-03-01", NO_TALLY, empty)).toEqual([]);
  expect(differencesOfScope("day#2025-03-01", { ...NO_TALLY, by_hour: HOURS }, empty)).toEqual([
    { of: "day#2025-03-01", field: "by_hour", expected: HOURS, found: {} },
  ]);
});

test("a run that is missing differs in each field that has a value, and in no field that says nothing", () => {
  const run = runOf({ batches: [{ rejected_by_reason: {} }] });
  const differences = differencesOfRun(run.trace_id, run, undefined);
  const fields = differences.map(({ field }) => field);
  expect(fields).toEqual(expect.arrayContaining(["trace_id", "processed", "runs_failed", "by_source.arxiv"]));
  for (const field of ["by_hour", "failure", "rejected_by_reason"]) expect(fields).not.toContain(field);
  expect(differencesOfRun(run.trace_id, undefined, run).map(({ field }) => field)).toEqual(fields);
});
