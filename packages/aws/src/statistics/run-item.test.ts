import { completedRun, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { emptyRun, foldEvent } from "@paperledger/core/statistics/run-statistics";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { expect, test } from "vitest";
import { runItem, runOfItem } from "./run-item.ts";

const { traceId, events } = completedRun(traceIdOn(1), [{}]);
const run = events.reduce(foldEvent, emptyRun(traceId));

test.each([0, 3])("a run is the same after its item was written and read, in generation %i", (generation) => {
  expect(runOfItem(runItem(run, 2, generation))).toEqual({ run, revision: 2 });
});

test.each<[string, Record<string, unknown>]>([
  ["under another run's key", { statistic_id: `run#${traceIdOn(2)}` }],
  ["of a trace id that is none", { trace_id: "batch-20240231-01HRJTHFZZA8X7YNZFJZ930ZA3" }],
  ["on another date than its trace id's", { run_date: "2024-01-02" }],
  ["on the date of another generation", { run_date: "g3#2024-01-01" }],
  ["under the key of a generation whose date it has not", { statistic_id: `g3#run#${traceId}` }],
  ["that started at no time", { started_at: "soon" }],
  [
    "with a bucket of the histogram that is no number",
    { tally: { ...run.tally, batch_ms_histogram: { constructor: 1 } } },
  ],
  ["without a revision", { revision: undefined }],
])("an item %s is unreadable, in one line that names it", (_what, changed) => {
  const read = () => runOfItem({ ...runItem(run, 1), ...changed });
  expect(read).toThrow(UnreadableStatisticError);
  expect(read).toThrow(/^the statistics' item "run#batch-[^\n]* cannot be read: [^\n]+$/);
});
