import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchDone, completed, failed, started } from "../statistics/run-events.fixture.ts";
import { emptyRun, foldEvent, type RunStatistics } from "../statistics/run-statistics.ts";
import type { TimeRange } from "../statistics/statistics-store.ts";
import { talliesOf } from "../statistics/tallies-in-memory.fixture.ts";
import { parseTraceId, timeOf, traceIdOf } from "../trace-ids/trace-id.ts";
import { type RangeCounts, rangeCounts } from "./range-counts.ts";

const MINUTE_MS = 60_000;
const FIRST_MS = Date.parse("2024-03-08T00:00:00.000Z");

interface RunToMake {
  readonly minute: number;
  readonly end: "completed" | "failed" | "running";
  readonly sources: Readonly<Record<string, { upserted: number; duplicate: number; rejected: number }>>;
}

function runOf({ minute, end, sources }: RunToMake, nth: number): RunStatistics {
  const eventTimeMs = FIRST_MS + minute * MINUTE_MS;
  const traceId = traceIdOf({ bucket: "b", key: `papers-${nth}.gz`, version: "1", eventTimeMs });
  const batch = batchDone(traceId, 1, { sources });
  const ends = { completed: [completed(traceId, [batch])], failed: [failed(traceId, 0, 1)], running: [] };
  return [started(traceId), batch, ...ends[end]].reduce(foldEvent, emptyRun(traceId));
}

const isIn = ({ trace_id }: RunStatistics, { from, to }: TimeRange) => {
  const at = timeOf(parseTraceId(trace_id));
  return at >= from && at <= to;
};

/** Statistics in memory that note how many runs are read. */
function statisticsOf(runs: readonly RunStatistics[], isByHour?: (date: string) => boolean) {
  const read = { runs: 0 };
  const statistics = {
    tallies: talliesOf(runs, isByHour),
    async *runsBetween(range: TimeRange) {
      for (const run of runs.filter((each) => isIn(each, range))) {
        read.runs += 1;
        yield run;
      }
    },
  };
  return { statistics, read };
}

/** Counts by reading every run. */
function countsOfAll(runs: readonly RunStatistics[], range: TimeRange): RangeCounts {
  const ofRange = runs.filter((run) => isIn(run, range));
  const names = new Set(ofRange.flatMap(({ by_source }) => Object.keys(by_source)));
  const sources = [...names].map((source) => {
    const sum = (counter: "upserted" | "duplicate" | "rejected") =>
      ofRange.reduce((total, { by_source }) => total + (by_source[source]?.[counter] ?? 0), 0);
    return {
      source,
      upserted: sum("upserted"),
      duplicate: sum("duplicate"),
      rejected: sum("rejected"),
    };
  });
  return {
    completed: ofRange.filter(({ run_status }) => run_status === "completed").length,
    sources: sources.toSorted((a, b) => b.upserted - a.upserted || (a.source < b.source ? -1 : 1)),
  };
}

const DAYS = 4;
const arbitraryMinute = fc.oneof(
  fc.integer({ min: 0, max: DAYS * 24 * 60 - 1 }),
  // Many moments at the beginning of an hour, where a mistake by one millisecond shows.
  fc.integer({ min: 0, max: DAYS * 24 - 1 }).map((hour) => hour * 60),
);
const arbitraryCounts = fc
  .record({ upserted: fc.nat(3), duplicate: fc.nat(3), rejected: fc.nat(3) })
  .filter(({ upserted, duplicate, rejected }) => upserted + duplicate + rejected > 0);
const arbitraryRuns = fc.array(
  fc.record({
    minute: arbitraryMinute,
    end: fc.constantFrom("completed" as const, "failed" as const, "running" as const),
    sources: fc.dictionary(fc.constantFrom("arxiv", "pubmed", "constructor"), arbitraryCounts, {
      minKeys: 1,
      noNullPrototype: true,
    }),
  }),
  { maxLength: 30 },
);
const arbitraryRange = fc
  .tuple(arbitraryMinute, arbitraryMinute, fc.constantFrom(-1, 0, 1), fc.constantFrom(-1, 0, 1))
  .map(([a, b, fromMs, toMs]) => ({
    from: new Date(FIRST_MS + Math.min(a, b) * MINUTE_MS + fromMs),
    to: new Date(FIRST_MS + Math.max(a, b) * MINUTE_MS + toMs),
  }));

test("the counts are those of all runs of the range, whatever its ends, also if an earlier version counted some dates", () =>
  fc.assert(
    fc.asyncProperty(
      arbitraryRuns,
      arbitraryRange,
      fc.subarray(["2024-03-08", "2024-03-09", "2024-03-10", "2024-03-11"]),
      async (shapes, range, earlier) => {
        const runs = shapes.map(runOf);
        const { statistics } = statisticsOf(runs, (date) => !earlier.includes(date));
        const counts = await rangeCounts(statistics, range, () => expect.fail());
        expect(counts).toEqual(countsOfAll(runs, range));
      },
    ),
    { numRuns: 500 },
  ));

describe("of a night with many runs", () => {
  const sources = { arxiv: { upserted: 1, duplicate: 0, rejected: 0 } };
  const runs = Array.from({ length: 600 }, (_, nth) =>
    runOf({ minute: 18 * 60 + nth, end: "completed", sources }, nth),
  );
  const at = (time: string) => new Date(`2024-03-${time}:00.000Z`);

  test("no run is read if the night is whole hours, and has no run after its end", async () => {
    const { statistics, read } = statisticsOf(runs);
    const range = { from: at("08T18:00"), to: at("09T09:25") };
    expect((await rangeCounts(statistics, range, () => {})).completed).toBe(600);
    expect(read.runs).toBe(0);
  });

  test("only the runs of the hours are read in which it begins and ends", async () => {
    const { statistics, read } = statisticsOf(runs);
    const range = { from: at("08T18:30"), to: at("09T02:14") };
    expect((await rangeCounts(statistics, range, () => {})).completed).toBe(465);
    // Half an hour, a quarter of an hour, and one read before and after.
    expect(read.runs).toBe(30 + 15 + 2);
  });

  test("every run of a date is read that an earlier version counted", async () => {
    const { statistics, read } = statisticsOf(runs, (date) => date !== "2024-03-08");
    const range = { from: at("08T18:00"), to: at("09T09:25") };
    expect((await rangeCounts(statistics, range, () => {})).completed).toBe(600);
    expect(read.runs).toBe(360);
  });
});
