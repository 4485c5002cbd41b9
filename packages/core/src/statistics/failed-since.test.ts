import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { traceIdsBetween } from "../trace-ids/trace-id.ts";
import { failedSince } from "./failed-since.ts";
import { runOf } from "./run-statistics.fixture.ts";
import type { RunStatistics } from "./run-statistics.ts";
import { sharesOf } from "./scope.ts";
import type { StatisticsStore } from "./statistics-store.ts";
import { UnreadableStatisticError } from "./unreadable-statistic.ts";

const DAY_MS = 86_400_000;
const FIRST_MS = Date.parse("2025-03-01T00:00:00.000Z");

/** Returns a failed run. The times of its file and of its failure are in days after the first day. */
function failedRun({ fileDay, failedDay }: { fileDay: number; failedDay: number }, nth: number) {
  const run = runOf({
    at: new Date(FIRST_MS + fileDay * DAY_MS).toISOString(),
    key: `papers-${nth}.gz`,
    end: "failed",
  });
  if (!run.failure) throw new Error("the run did not fail");
  const at = new Date(FIRST_MS + failedDay * DAY_MS).toISOString();
  return { ...run, failure: { ...run.failure, at } };
}

/** Statistics in memory that count how many runs they read. */
function statisticsOf(runs: readonly RunStatistics[]) {
  const calls = { read: 0 };
  const statistics: Pick<StatisticsStore, "runsWith" | "oldFilesFailedSince"> = {
    async *runsWith(status, _, range) {
      const ids = range && traceIdsBetween(range);
      for (const run of runs.toSorted((a, b) => (a.trace_id < b.trace_id ? 1 : -1)))
        if (run.run_status === status && (!ids || (run.trace_id >= ids.first && run.trace_id <= ids.last))) {
          calls.read += 1;
          yield run;
        }
    },
    async oldFilesFailedSince(date) {
      return runs
        .flatMap(sharesOf)
        .flatMap(({ scope }) => (scope.kind === "failed" && scope.failed >= date ? [scope.date] : []));
    },
  };
  return { statistics, calls };
}

const day = fc.double({ min: 0, max: 12, noNaN: true });

describe("the runs that failed since a moment", () => {
  test("are all of them, the newest trace id first, whatever the times of their files are", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ fileDay: day, failedDay: day }), { maxLength: 12 }),
        day,
        async (shapes, sinceDay) => {
          const runs = shapes.map(failedRun);
          const since = new Date(FIRST_MS + sinceDay * DAY_MS);
          const found = await Array.fromAsync(failedSince(since, statisticsOf(runs).statistics));
          const expected = runs
            .filter(({ failure }) => failure.at >= since.toISOString())
            .map(({ trace_id }) => trace_id);
          expect(found.map(({ trace_id }) => trace_id)).toEqual(expected.toSorted().toReversed());
        },
      ),
    ));

  test("are found without reading the failed runs of other dates", async () => {
    const old = Array.from({ length: 100 }, (_, nth) => ({ fileDay: nth / 20, failedDay: nth / 20 }));
    const late = { fileDay: 1.2, failedDay: 8.5 };
    const { statistics, calls } = statisticsOf([...old, late].map(failedRun));
    const found = await Array.fromAsync(failedSince(new Date(FIRST_MS + 8 * DAY_MS), statistics));
    expect(found).toHaveLength(1);
    // The late run, and the 20 runs of the date of its file.
    expect(calls.read).toBe(21);
  });

  test("are found by reading all failed runs, if the sum of all runs cannot be read, and the sum is reported", async () => {
    const { statistics } = statisticsOf([{ fileDay: 1, failedDay: 8.5 }].map(failedRun));
    const broken = new UnreadableStatisticError("total", "runs_failed is text, and not a number");
    const oldFilesFailedSince = () => Promise.reject(broken);
    const reported: Error[] = [];
    const found = failedSince(
      new Date(FIRST_MS + 8 * DAY_MS),
      { ...statistics, oldFilesFailedSince },
      (error) => reported.push(error),
    );
    expect(await Array.fromAsync(found)).toHaveLength(1);
    expect(reported).toEqual([broken]);
    const away = { ...statistics, oldFilesFailedSince: () => Promise.reject(new Error("no connection")) };
    await expect(Array.fromAsync(failedSince(new Date(FIRST_MS), away))).rejects.toThrow("no connection");
  });

  test("are found by reading all failed runs, if an earlier version did not list the dates", async () => {
    const runs = [
      { fileDay: 1, failedDay: 8.5 },
      { fileDay: 2, failedDay: 2 },
    ].map(failedRun);
    const { statistics, calls } = statisticsOf(runs);
    const unlisted = { ...statistics, oldFilesFailedSince: async () => undefined };
    const found = await Array.fromAsync(failedSince(new Date(FIRST_MS + 8 * DAY_MS), unlisted));
    expect(found).toHaveLength(1);
    expect(calls.read).toBe(2);
  });
});
