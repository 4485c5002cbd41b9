import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryRun, completedRun, traceIdOn } from "./run-events.fixture.ts";
import { emptyRun, foldEvent } from "./run-statistics.ts";
import { runStatisticsSchema, tallySchema } from "./statistics-schema.ts";

test("statistics are read back from JSON as they were", () => {
  fc.assert(
    fc.property(arbitraryRun, ({ traceId, events }) => {
      const run = events.reduce(foldEvent, emptyRun(traceId));
      const kept: unknown = JSON.parse(JSON.stringify({ ...run, revision: 3 }));
      expect(runStatisticsSchema.parse(kept)).toEqual(run);
      expect(tallySchema.parse(JSON.parse(JSON.stringify(run.tally)))).toEqual(run.tally);
    }),
  );
});

test.each([
  ["a status that no run has", { run_status: "paused" }],
  ["a count below zero", { size_bytes: -1 }],
  ["half a range", { applied: [[0]] }],
  ["a date that does not exist", { run_date: "2024-13-01" }],
])("%s is refused", (_what, broken) => {
  const { traceId, events } = completedRun(traceIdOn(1), [{}]);
  const run = events.reduce(foldEvent, emptyRun(traceId));
  expect(runStatisticsSchema.safeParse(run).success).toBe(true);
  expect(runStatisticsSchema.safeParse({ ...run, ...broken }).success).toBe(false);
});
