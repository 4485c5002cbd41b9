import { expect, test } from "vitest";
import { failedEvent } from "../runs/run-event-of.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { runDuration, runDurationText } from "./run-duration.ts";
import { runOf } from "./run-statistics.fixture.ts";
import { foldEvent } from "./run-statistics.ts";

const AT = "2025-03-01T12:00:00.000Z";
const completed = runOf({ at: AT });

/** A run that failed `times` times before. The last failure was at 13:00. */
const failedBefore = (run: typeof completed, times: number) =>
  Array.from({ length: times }).reduce<typeof run>(
    (before, _, nth) =>
      foldEvent(
        before,
        failedEvent(
          parseTraceId(run.trace_id),
          nth,
          { reason: "truncated", message: "", position: { record_number: 0, byte_offset: 0 }, batches: 0 },
          new Date("2025-03-01T13:00:00.000Z"),
        ),
      ),
    run,
  );

test.each([
  ["completed at once", completed, "2 s"],
  ["failed", runOf({ at: AT, end: "failed" }), "2 s"],
  ["runs", runOf({ at: AT, end: "running" }), "-"],
  ["completed after it had failed", failedBefore(completed, 1), "2 s, redriven"],
  ["failed twice", failedBefore(runOf({ at: AT, end: "running" }), 2), "59 min 59 s, redriven"],
  ["completed after it had failed twice", failedBefore(completed, 2), "2 s, redriven"],
])("a run that %s", (_, run, text) => {
  expect(runDurationText(runDuration(run))).toBe(text);
});
