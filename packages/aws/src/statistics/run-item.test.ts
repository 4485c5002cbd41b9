import { arbitraryRun, completedRun, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { emptyRun, foldEvent } from "@paperledger/core/statistics/run-statistics";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runItem, runOfItem } from "./run-item.ts";

const { traceId, events } = completedRun(traceIdOn(1), [{}]);
const run = events.reduce(foldEvent, emptyRun(traceId));

test.each([0, 3])(
  "a run does not change when its item is written and read, in generation %i",
  (generation) => {
    fc.assert(
      fc.property(arbitraryRun, fc.nat(), ({ traceId, events }, folded) => {
        const run = events.slice(0, folded % (events.length + 1)).reduce(foldEvent, emptyRun(traceId));
        expect(runOfItem(runItem(run, 2, generation))).toEqual({ run, revision: 2 });
      }),
    );
  },
);

test("a run whose batches took 0 ms keeps its shortest and its longest time", () => {
  const { events } = completedRun(traceId, [{ batchMs: 0 }]);
  const quick = events.reduce(foldEvent, emptyRun(traceId));
  expect(runOfItem(runItem(quick, 1)).run.tally).toMatchObject({ batch_ms_min: 0, batch_ms_max: 0 });
});

test("an item of an earlier version, which has the statistics as attributes, is read", () => {
  const { statistics: _, ...keys } = runItem(run, 2);
  expect(runOfItem({ ...run, ...keys })).toEqual({ run, revision: 2 });
});

test("an item has at most seven attributes, and leaves out what is zero", () => {
  const { statistics, ...keys } = runItem(run, 1);
  expect(Object.keys(keys)).toHaveLength(6);
  expect(JSON.parse(statistics).tally).not.toHaveProperty("runs_failed");
});

/** Returns the text of the run with other values in its tally. */
const text = (changed: object) => {
  const { statistics } = runItem(run, 1);
  const stored = JSON.parse(statistics);
  return { statistics: JSON.stringify({ ...stored, tally: { ...stored.tally, ...changed } }) };
};

test.each<[string, Record<string, unknown>]>([
  ["under another run's key", { statistic_id: `run#${traceIdOn(2)}` }],
  ["with an invalid trace id", { trace_id: "batch-20240231-01HRJTHFZZA8X7YNZFJZ930ZA3" }],
  ["with another date than the date of its trace id", { run_date: "2024-01-02" }],
  ["with the date prefix of another generation", { run_date: "g3#2024-01-01" }],
  ["with a key prefix but no date prefix", { statistic_id: `g3#run#${traceId}` }],
  ["with a start time that is not a time", { started_at: "soon" }],
  ["with a histogram bucket that is not a number", text({ batch_ms_histogram: { constructor: 1 } })],
  ["with a counter below zero", text({ processed: -1 })],
  ["with a text that is not JSON", { statistics: "{" }],
  ["with a text that is not an object", { statistics: "[]" }],
  ["with a text without a tally", { statistics: "{}" }],
  ["without the text", { statistics: undefined }],
  ["without a revision", { revision: undefined }],
])("an item %s is unreadable, in one line that names it", (_what, changed) => {
  const read = () => runOfItem({ ...runItem(run, 1), ...changed });
  expect(read).toThrow(UnreadableStatisticError);
  expect(read).toThrow(/^the statistics' item "run#batch-[^\n]* cannot be read: [^\n]+$/);
});
