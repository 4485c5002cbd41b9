import { completedRun, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { emptyRun, foldEvent } from "@paperledger/core/statistics/run-statistics";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { expect, test } from "vitest";
import { runItem, runOfItem } from "./run-item.ts";

const { traceId, events } = completedRun(traceIdOn(1), [{}]);
const run = events.reduce(foldEvent, emptyRun(traceId));

test.each([0, 3])(
  "a run does not change when its item is written and read, in generation %i",
  (generation) => {
    expect(runOfItem(runItem(run, 2, generation))).toEqual({ run, revision: 2 });
  },
);

test.each<[string, Record<string, unknown>]>([
  ["under another run's key", { statistic_id: `run#${traceIdOn(2)}` }],
  ["with an invalid trace id", { trace_id: "batch-20240231-01HRJTHFZZA8X7YNZFJZ930ZA3" }],
  ["with another date than the date of its trace id", { run_date: "2024-01-02" }],
  ["with the date prefix of another generation", { run_date: "g3#2024-01-01" }],
  ["with a key prefix but no date prefix", { statistic_id: `g3#run#${traceId}` }],
  ["with a start time that is not a time", { started_at: "soon" }],
  [
    "with a histogram bucket that is not a number",
    { tally: { ...run.tally, batch_ms_histogram: { constructor: 1 } } },
  ],
  ["without a revision", { revision: undefined }],
])("an item %s is unreadable, in one line that names it", (_what, changed) => {
  const read = () => runOfItem({ ...runItem(run, 1), ...changed });
  expect(read).toThrow(UnreadableStatisticError);
  expect(read).toThrow(/^the statistics' item "run#batch-[^\n]* cannot be read: [^\n]+$/);
});
