import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { type RunToMake, runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { statisticsOf } from "./statistics-in-memory.fixture.ts";
import { watchRuns } from "./watch-runs.ts";

const NOON = Date.parse("2025-03-01T12:00:00.000Z");

function world(nowMs = NOON) {
  const runs = new Map<string, RunStatistics>();
  const put = (run: RunToMake) => {
    const made = runOf(run);
    runs.set(made.trace_id, made);
    return made;
  };
  return { put, statistics: statisticsOf(runs), now: () => nowMs };
}

const keysOf = (runs: readonly RunStatistics[]) => runs.map(({ key, run_status }) => `${key} ${run_status}`);

test("sees the runs that begin, and how they go on, oldest first, up to their end", async () => {
  const { put, statistics, now } = world();
  const watch = await watchRuns(statistics, () => {}, { now });
  expect(await watch.look()).toEqual([]);
  put({ key: "b", at: "2025-03-01T12:00:01.000Z", end: "running" });
  put({ key: "a", at: "2025-03-01T12:00:00.000Z" });
  expect(keysOf(await watch.look())).toEqual(["a completed", "b running"]);
  put({ key: "b", at: "2025-03-01T12:00:01.000Z" });
  expect(keysOf(await watch.look())).toEqual(["b completed"]);
  expect(await watch.look()).toEqual([]);
});

test("leaves out the runs that had ended before", async () => {
  const { put, statistics, now } = world();
  put({ key: "earlier", at: "2025-03-01T11:59:00.000Z" });
  const watch = await watchRuns(statistics, () => {}, { now });
  expect(await watch.look()).toEqual([]);
});

test("sees runs that were under way before, however old they are", async () => {
  const { put, statistics, now } = world();
  put({ key: "interrupted", at: "2025-02-01T00:00:00.000Z", end: "running" });
  const watch = await watchRuns(statistics, () => {}, { now });
  put({ key: "interrupted", at: "2025-02-01T00:00:00.000Z", end: "completed" });
  expect(keysOf(await watch.look())).toEqual(["interrupted completed"]);
});

test("sees the run of a file that waited for a long time, if such files wait", async () => {
  for (const doOldFilesWait of [true, false]) {
    const { put, statistics, now } = world();
    const watch = await watchRuns(statistics, () => {}, { doOldFilesWait, now });
    put({ key: "waited", at: "2025-02-01T00:00:00.000Z", end: "running" });
    expect(keysOf(await watch.look())).toEqual(doOldFilesWait ? ["waited running"] : []);
    put({ key: "waited", at: "2025-02-01T00:00:00.000Z", end: "failed" });
    expect(keysOf(await watch.look())).toEqual(doOldFilesWait ? ["waited failed"] : []);
  }
});

test("sees runs from both sides of midnight", async () => {
  const { put, statistics, now } = world(Date.parse("2025-03-02T00:00:05.000Z"));
  const watch = await watchRuns(statistics, () => {}, { now });
  put({ key: "yesterday", at: "2025-03-01T23:59:59.000Z" });
  put({ key: "today", at: "2025-03-02T00:00:01.000Z" });
  expect(keysOf(await watch.look())).toEqual(["yesterday completed", "today completed"]);
});
