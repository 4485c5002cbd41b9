import { expect, test } from "vitest";
import { traceIdsBetween } from "../trace-ids/trace-id.ts";
import { runOf } from "./run-statistics.fixture.ts";
import type { RunStatistics } from "./run-statistics.ts";
import { type RunSelection, selectRuns, timeOfSelection } from "./select-runs.ts";
import type { StatisticsStore } from "./statistics-store.ts";

const NOW = new Date("2025-03-02T12:00:00.000Z");

const runs = {
  today: runOf({ at: "2025-03-02T11:00:00.000Z", key: "raw-data/today.gz" }),
  failed: runOf({ at: "2025-03-02T10:00:00.000Z", key: "raw-data/failed.gz", end: "failed" }),
  yesterday: runOf({ at: "2025-03-01T12:00:00.000Z", key: "raw-data/yesterday.gz" }),
  lastMonth: runOf({ at: "2025-02-01T12:00:00.000Z", key: "raw-data/last-month.gz", end: "failed" }),
};
const all = Object.values(runs).toSorted((a, b) => (a.trace_id < b.trace_id ? 1 : -1));

const isIn = ({ trace_id }: RunStatistics, range: { from: Date; to: Date } | undefined) => {
  const ids = range && traceIdsBetween(range);
  return !ids || (trace_id >= ids.first && trace_id <= ids.last);
};

const statistics: Pick<
  StatisticsStore,
  "runsBetween" | "runsWith" | "runsWithReasons" | "oldFilesFailedSince"
> = {
  async oldFilesFailedSince(date) {
    return all.filter(({ failure }) => failure && failure.at >= date).map(({ run_date }) => run_date);
  },
  async *runsBetween(range) {
    yield* all.filter((run) => isIn(run, range));
  },
  async *runsWithReasons(range) {
    yield* all.filter((run) => run.run_status === "failed" && isIn(run, range));
  },
  async *runsWith(status, _, range) {
    yield* all.filter((run) => run.run_status === status && isIn(run, range));
  },
};

async function selected(selection: Partial<RunSelection>) {
  const found = await Array.fromAsync(selectRuns(statistics, { statuses: [], ...selection }, NOW));
  return found.map((run) => Object.entries(runs).find(([, each]) => each === run)?.[0]);
}

test("without options, the runs of today's UTC date are selected", async () => {
  expect(await selected({})).toEqual(["today", "failed"]);
});

test("a date or a range selects the runs of that time", async () => {
  expect(await selected({ date: "2025-03-01" })).toEqual(["yesterday"]);
  expect(
    await selected({ from: new Date("2025-03-01T00:00:00Z"), to: new Date("2025-03-02T10:30:00Z") }),
  ).toEqual(["failed", "yesterday"]);
});

test("several statuses are merged, newest first, and their runs are of all days", async () => {
  expect(await selected({ statuses: ["failed"] })).toEqual(["failed", "lastMonth"]);
  expect(await selected({ statuses: ["failed", "completed"] })).toEqual([
    "today",
    "failed",
    "yesterday",
    "lastMonth",
  ]);
  expect(await selected({ statuses: ["failed"], date: "2025-03-02" })).toEqual(["failed"]);
});

test("a source, a file or a reason is searched in the last seven days, unless a time or a status is given", async () => {
  const { reason = "" } = runs.failed.failure ?? {};
  expect(await selected({ file: "a" })).toEqual(["today", "failed", "yesterday"]);
  expect(await selected({ file: "yester" })).toEqual(["yesterday"]);
  expect(await selected({ source: "pubmed" })).toEqual([]);
  expect(await selected({ source: "constructor" })).toEqual([]);
  expect(await selected({ reason })).toEqual(["failed"]);
  expect(await selected({ reason, statuses: ["failed"] })).toEqual(["failed", "lastMonth"]);
  expect(timeOfSelection({ statuses: [], reason }, NOW).kind).toBe("week");
});

test("runs that failed since a moment are selected by the time of the failure, whatever the time of their files is", async () => {
  const failedAt = (name: "failed" | "lastMonth") => new Date(runs[name].failure?.at ?? "");
  expect(await selected({ failedSince: failedAt("lastMonth") })).toEqual(["failed", "lastMonth"]);
  expect(await selected({ failedSince: failedAt("failed") })).toEqual(["failed"]);
  expect(await selected({ failedSince: new Date(failedAt("failed").getTime() + 1) })).toEqual([]);
  expect(await selected({ failedSince: failedAt("lastMonth"), reason: "odd" })).toEqual([]);
});

test("the next page begins after the last run of this one", async () => {
  const before = traceIdsBetween({
    from: new Date("2025-03-02T10:59:00Z"),
    to: new Date("2025-03-02T11:00:00Z"),
  });
  expect(await selected({ before: before.first })).toEqual(["failed"]);
  expect(await selected({ before: before.first, statuses: ["completed", "failed"] })).toEqual([
    "failed",
    "yesterday",
    "lastMonth",
  ]);
});
