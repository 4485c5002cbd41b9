import { expect, test } from "vitest";
import { type RunToMake, runOf } from "../run-reports/run-statistics.fixture.ts";
import { statisticsOf } from "../run-reports/statistics-in-memory.fixture.ts";
import { type RunSelection, selectRuns } from "./select-runs.ts";

const made: readonly RunToMake[] = [
  { key: "yesterday", at: "2025-02-28T12:00:00.000Z" },
  { key: "yesterday's failure", at: "2025-02-28T13:00:00.000Z", end: "failed" },
  { key: "today", at: "2025-03-01T12:00:00.000Z" },
  { key: "today's failure", at: "2025-03-01T13:00:00.000Z", end: "failed" },
];
const statistics = statisticsOf(new Map(made.map(runOf).map((run) => [run.trace_id, run])));

const selected = async (selection: RunSelection) =>
  (await Array.fromAsync(selectRuns(statistics, selection, "2025-03-01"))).map(({ key }) => key);

test("of today where nothing else is asked for, newest first", async () => {
  expect(await selected({})).toEqual(["today's failure", "today"]);
});

test("of another date", async () => {
  expect(await selected({ date: "2025-02-28" })).toEqual(["yesterday's failure", "yesterday"]);
});

test("of a status, whatever the date", async () => {
  expect(await selected({ status: "failed" })).toEqual(["today's failure", "yesterday's failure"]);
});

test("of a status on a date", async () => {
  expect(await selected({ status: "completed", date: "2025-02-28" })).toEqual(["yesterday"]);
});
