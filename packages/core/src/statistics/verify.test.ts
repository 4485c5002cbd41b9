import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Difference } from "./difference.ts";
import {
  arbitraryRunOf,
  batchDone,
  completedRun,
  failed,
  logOf,
  type RunHistory,
  started,
  traceIdOn,
} from "./run-events.fixture.ts";
import { emptyRun, type RunStatistics } from "./run-statistics.ts";
import type { StoredStatistics } from "./statistics-store.ts";
import { NO_TALLY, type Tally } from "./tally.ts";
import { UnreadableStatisticError } from "./unreadable-statistic.ts";
import { arbitraryMixedWalk, mixedLog, projected, runOf, tableOf } from "./verifiable.fixture.ts";
import type { Verifiable } from "./verified.ts";
import { verifyStatistics } from "./verify.ts";
import type { VerifyProgress } from "./verify-progress.ts";

const verified = (log: readonly RunHistory[], items: readonly StoredStatistics[]) =>
  verifyStatistics({ eventLog: logOf(...log), statistics: tableOf(items) });

const [first, second] = [
  completedRun(traceIdOn(1), [{ batchMs: 20 }]),
  completedRun(traceIdOn(1, 1), [
    { batchMs: 30, sources: { pubmed: { upserted: 1, rejected: 2, bytes: 9 } } },
  ]),
];
const table = projected(first, second);
const found = async (items: readonly StoredStatistics[]): Promise<readonly Difference[]> =>
  (await verified([first, second], items)).differences;

describe("what is counted", () => {
  test("are every event and run of the log, and the scopes in which they have a share", async () => {
    expect(await verified([first, second], table)).toEqual({
      events: 6,
      runs: 2,
      // The day, two sources on it, and the total.
      scopes: 4,
      differenceCount: 0,
      differences: [],
      groups: [],
      // The statistics of these tests have no times.
      lacksNewestEventAt: true,
      fingerprint: expect.any(String),
      behind: { runs: 0, events: 0, explainsAll: false },
      unreadableCount: 0,
      unreadable: [],
    });
  });

  test("are none if log and statistics are empty", async () => {
    expect(await verified([], [])).toMatchObject({ events: 0, runs: 0, scopes: 0, differenceCount: 0 });
  });

  test("are reported after every thousand events and items", async () => {
    const log = Array.from({ length: 1_250 }, (_, nth) => completedRun(traceIdOn(1 + (nth % 20), nth), []));
    const told: VerifyProgress[] = [];
    await verifyStatistics(
      { eventLog: logOf(...log), statistics: tableOf(projected(...log)) },
      { onProgress: (progress) => told.push(progress) },
    );
    expect(told).toEqual([
      { events: 1_000, items: 0 },
      { events: 2_000, items: 0 },
      { events: 2_500, items: 1_250 },
    ]);
  });

  test("and ends at the next item once it is stopped", async () => {
    const log = Array.from({ length: 1_250 }, (_, nth) => completedRun(traceIdOn(1 + (nth % 20), nth), []));
    const stopping = new AbortController();
    let lastEvents = 0;
    const verifying = verifyStatistics(
      { eventLog: logOf(...log), statistics: tableOf(projected(...log)) },
      {
        onProgress({ events }) {
          lastEvents = events;
          stopping.abort();
        },
        stop: stopping.signal,
      },
    );
    await expect(verifying).rejects.toThrow("aborted");
    expect(lastEvents).toBe(1_000);
  });
});

const withRun = (changed: Partial<RunStatistics>) =>
  table.map((each) =>
    each.kind === "run" && each.run.trace_id === first.traceId
      ? { ...each, run: { ...each.run, ...changed } }
      : each,
  );

const withTotal = (changed: Partial<Tally>) =>
  table.map((each) =>
    each.kind === "scope" && each.id === "total" ? { ...each, tally: { ...each.tally, ...changed } } : each,
  );

describe("the sum of a scope", () => {
  const inParts = table.flatMap((each): readonly StoredStatistics[] => {
    if (each.kind === "run") return [each];
    const half = { ...NO_TALLY, processed: each.tally.processed + 3, runs_failed: 1 };
    return [
      { ...each, tally: half },
      { ...each, tally: { ...each.tally, processed: -3, runs_failed: each.tally.runs_failed - 1 } },
    ];
  });

  test("is the sum of its parts in all slots, in whatever order they come", async () => {
    expect(await found(inParts)).toEqual([]);
    expect(await found(inParts.toReversed())).toEqual([]);
  });

  test("differs if a part is missing", async () => {
    const [place] = inParts.flatMap((each, nth) =>
      each.kind === "scope" && each.id === "total" ? [nth] : [],
    );
    const differences = await found(inParts.filter((_, nth) => nth !== place));
    expect(new Set(differences.map(({ of }) => of))).toEqual(new Set(["total"]));
  });

  test("is not compared if a part of it cannot be read", async () => {
    const statistics = {
      ...tableOf(inParts),
      async *all(onUnreadable: (error: UnreadableStatisticError) => void = () => {}) {
        onUnreadable(new UnreadableStatisticError("s7#total", "it is not a map"));
        yield* inParts.filter((each) => each.kind === "run" || each.id !== "total");
      },
    };
    expect(await verifyStatistics({ eventLog: logOf(first, second), statistics })).toMatchObject({
      differenceCount: 0,
      unreadableCount: 1,
    });
  });
});

describe("the time of the newest event", () => {
  const withNewest = (newestEventAt: string | undefined) =>
    table.map((each) => (each.kind === "scope" && each.id === "total" ? { ...each, newestEventAt } : each));
  const newest = [...first.events, ...second.events]
    .map(({ metadata }) => metadata.occurred_at)
    .toSorted()
    .at(-1);

  test("may be the time in the log, or absent", async () => {
    expect(await found(withNewest(newest))).toEqual([]);
    expect(await found(withNewest(undefined))).toEqual([]);
  });

  test("tells statistics of an earlier version, which have none, from others", async () => {
    const lacksNewestEventAt = async (stored: typeof table) =>
      (await verifyStatistics({ eventLog: logOf(first, second), statistics: tableOf(stored) }))
        .lacksNewestEventAt;
    expect(await lacksNewestEventAt(withNewest(undefined))).toBe(true);
    expect(await lacksNewestEventAt(withNewest(newest))).toBe(false);
    expect(await lacksNewestEventAt([])).toBe(false);
  });

  test("differs if it is not the time in the log", async () => {
    const other = "2024-01-01T00:00:00.001Z";
    expect(await found(withNewest(other))).toEqual([
      { of: "total", field: "newest_event_at", expected: newest, found: other },
    ]);
  });
});

describe("the statistics", () => {
  test("that agree with the log have no differences, in whatever order they come", async () => {
    expect(await found(table)).toEqual([]);
    expect(await found(table.toReversed())).toEqual([]);
  });

  test("may have their keys in another order", async () => {
    const turnedTally = (tally: Tally) => ({
      ...Object.fromEntries(Object.entries(tally).toReversed()),
      ...tally,
    });
    const turned = table.map((each) => {
      if (each.kind === "scope") return { ...each, tally: turnedTally(each.tally) };
      const by_source = Object.entries(each.run.by_source).map(([source, tally]) => [
        source,
        turnedTally(tally),
      ]);
      return { ...each, run: { ...each.run, by_source: Object.fromEntries(by_source) } };
    });
    expect(await found(turned)).toEqual([]);
  });

  test.each<[string, Partial<RunStatistics>, unknown, unknown]>([
    ["run_status", { run_status: "failed" }, "completed", "failed"],
    ["completed_at", { completed_at: null }, "2024-01-01T00:00:02.000Z", null],
    ["applied", { applied: [[0, 1]] }, [[0, 2]], [[0, 1]]],
  ])("of a run with another %s differ there", async (field, changed, expected, value) => {
    expect(await found(withRun(changed))).toEqual([{ of: first.traceId, field, expected, found: value }]);
  });

  test("of a run with another count differ there, for the run and for its source", async () => {
    const run = runOf(first);
    const changed = withRun({
      tally: { ...run.tally, upserted: 7 },
      by_source: { arxiv: { ...NO_TALLY, upserted: 7 } },
    });
    expect((await found(changed)).map(({ of, field }) => [of, field])).toEqual([
      [first.traceId, "upserted"],
      [first.traceId, "by_source.arxiv"],
    ]);
  });

  test("of a run with another count for two sources are a group of one run", async () => {
    const other = { ...NO_TALLY, upserted: 7 };
    const groupsOf = async (items: readonly StoredStatistics[]) =>
      (await verified([first, second], items)).groups.map(({ of, field, count }) => ({ of, field, count }));
    const ofOneRun = withRun({ by_source: { arxiv: other, pubmed: other } });
    expect(await groupsOf(ofOneRun)).toEqual([{ of: "run", field: "by_source", count: 1 }]);
    const ofBothRuns = ofOneRun.map((each) =>
      each.kind === "run" ? { ...each, run: { ...each.run, by_source: { arxiv: other } } } : each,
    );
    expect(await groupsOf(ofBothRuns)).toEqual([{ of: "run", field: "by_source", count: 2 }]);
  });

  test.each<[keyof Tally, Partial<Tally>, unknown, unknown]>([
    ["processed", { processed: 5 }, 4, 5],
    ["batch_ms_min", { batch_ms_min: 19 }, 20, 19],
    ["batch_ms_histogram", { batch_ms_histogram: { 20: 1 } }, { 20: 1, 30: 1 }, { 20: 1 }],
  ])("of a scope with another %s differ there", async (field, changed, expected, value) => {
    expect(await found(withTotal(changed))).toEqual([{ of: "total", field, expected, found: value }]);
  });

  test("that lack a run or a scope differ in every field that should be there", async () => {
    const lacking = table.filter(
      (each) => !(each.kind === "run" ? each.run.trace_id === first.traceId : each.id === "total"),
    );
    const all = await found(lacking);
    expect(new Set(all.map(({ of }) => of))).toEqual(new Set([first.traceId, "total"]));
    expect(all).toContainEqual({ of: "total", field: "processed", expected: 4, found: undefined });
  });

  test("differ in every field of a run without events in the log", async () => {
    const unknown = emptyRun(traceIdOn(3));
    const all = await found([...table, { kind: "run", run: unknown }]);
    expect(new Set(all.map(({ of }) => of))).toEqual(new Set([unknown.trace_id]));
    expect(all).toContainEqual({
      of: unknown.trace_id,
      field: "run_status",
      expected: undefined,
      found: "running",
    });
  });

  test("with one run too many and one run missing differ in both runs", async () => {
    const unknown = emptyRun(traceIdOn(3));
    const items = table.filter((each) => each.kind !== "run" || each.run.trace_id !== first.traceId);
    const all = await found([...items, { kind: "run", run: unknown }]);
    expect(new Set(all.map(({ of }) => of))).toEqual(new Set([unknown.trace_id, first.traceId]));
  });

  test("with one scope too many differ in every field of that scope", async () => {
    const all = await found([
      ...table,
      { kind: "scope", isListed: true, id: "day#2024-02-01", tally: NO_TALLY },
    ]);
    expect(all).toContainEqual({ of: "day#2024-02-01", field: "processed", expected: undefined, found: 0 });
  });

  test("with a run that began after the walk through the log do not differ in that run", async () => {
    const late = completedRun(traceIdOn(3), []);
    const { allEvents } = logOf(first, second);
    const { eventsOf } = logOf(first, second, late);
    const items: StoredStatistics[] = [...table, { kind: "run", run: runOf(late) }];
    const { differences } = await verifyStatistics({
      eventLog: { allEvents, eventsOf },
      statistics: tableOf(items),
    });
    expect(differences).toEqual([]);
  });

  test("with more differences than can be listed have all of them counted", async () => {
    const log = Array.from({ length: 200 }, (_, nth) => completedRun(traceIdOn(1, nth), [{}]));
    const { differences, differenceCount } = await verified(log, []);
    expect(differences).toHaveLength(1_000);
    expect(differenceCount).toBeGreaterThan(200 * 10);
  });
});

test("runs that began during the comparison do not make it read each run of the log again", async () => {
  const late = completedRun(traceIdOn(3), []);
  const log = logOf(first, second);
  let asked = 0;
  const eventLog: Verifiable["eventLog"] = {
    ...log,
    eventsOf(traceId) {
      asked += 1;
      return log.eventsOf(traceId);
    },
  };
  const items: StoredStatistics[] = [...table, { kind: "run", run: runOf(late) }];
  const beganAt = runOf(late).started_at ?? "";
  const { differences } = await verifyStatistics({ eventLog, statistics: tableOf(items) }, { beganAt });
  expect(differences).toEqual([]);
  expect(asked).toBe(0);
});

test("items of the log that are not events are counted and reported, and do not end the comparison", async () => {
  const { allEvents, eventsOf } = logOf(first, second);
  const eventLog: Verifiable["eventLog"] = {
    async *allEvents(onUnreadable = () => {}) {
      onUnreadable(new Error("seq 4 is not an event"));
      yield* allEvents();
    },
    eventsOf,
  };
  expect(await verifyStatistics({ eventLog, statistics: tableOf(table) })).toMatchObject({
    runs: 2,
    differenceCount: 0,
    unreadableCount: 1,
    unreadable: ["seq 4 is not an event"],
  });
});

test("a failed run, and a run whose start is not logged yet, are verified too", async () => {
  const [halted, beheaded] = [traceIdOn(2), traceIdOn(2, 1)];
  const log = [
    { traceId: halted, events: [started(halted), batchDone(halted, 1), failed(halted)] },
    { traceId: beheaded, events: [batchDone(beheaded, 1)] },
  ];
  expect(await verified(log, projected(...log))).toMatchObject({ runs: 2, scopes: 4, differenceCount: 0 });
});

test("whatever the runs, the projection's statistics agree with the log", async () => {
  const arbitraryRuns = fc.tuple(...[1, 2, 2, 3].map((day, nth) => arbitraryRunOf(traceIdOn(day, nth), 4)));
  await fc.assert(
    fc.asyncProperty(arbitraryRuns, async (runs) => {
      expect((await verified(runs, projected(...runs))).differences).toEqual([]);
    }),
  );
});

describe("a log that gives the events of a run in several parts", () => {
  test("is counted like a log that gives them together", async () => {
    const [begun, ...rest] = first.events;
    const walk = [...(begun ? [begun] : []), ...second.events, ...rest];
    expect(
      await verifyStatistics({ eventLog: mixedLog([first, second], walk), statistics: tableOf(table) }),
    ).toMatchObject({ events: 6, runs: 2, scopes: 4, differences: [] });
  });

  test("gives no differences, whatever the parts", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryMixedWalk, async ({ log, walk }) => {
        const statistics = tableOf(projected(...log));
        const { differences, runs } = await verifyStatistics({ eventLog: mixedLog(log, walk), statistics });
        expect({ differences, runs }).toEqual({ differences: [], runs: 3 });
      }),
    );
  });

  test("reports a run that differs, once", async () => {
    const [begun, ...rest] = first.events;
    const walk = [...(begun ? [begun] : []), ...second.events, ...rest];
    const { differences } = await verifyStatistics({
      eventLog: mixedLog([first, second], walk),
      statistics: tableOf(withRun({ run_status: "failed" })),
    });
    expect(differences).toEqual([
      { of: first.traceId, field: "run_status", expected: "completed", found: "failed" },
    ]);
  });
});

test("no more than 100 runs that differ are read again", async () => {
  const log = Array.from({ length: 130 }, (_, nth) => completedRun(traceIdOn(1, nth), [{}]));
  let asked = 0;
  const eventLog: Verifiable["eventLog"] = {
    ...logOf(...log),
    eventsOf(traceId) {
      asked += 1;
      return logOf(...log).eventsOf(traceId);
    },
  };
  const { runs, differences } = await verifyStatistics({ eventLog, statistics: tableOf([]) });
  expect({ runs, asked }).toEqual({ runs: 130, asked: 100 });
  expect(differences).toHaveLength(1_000);
});

test("items of the statistics that cannot be read are counted once, and not compared", async () => {
  const unreadable = [`run#${first.traceId}`, "total", "generations"].map(
    (id) => new UnreadableStatisticError(id, "tally: no map"),
  );
  const readable = table.filter((each) =>
    each.kind === "run" ? each.run.trace_id !== first.traceId : each.id !== "total",
  );
  const statistics: Verifiable["statistics"] = {
    async runs(ids, onUnreadable = () => {}) {
      unreadable.forEach(onUnreadable);
      return tableOf(readable).runs(ids);
    },
    async *all(onUnreadable = () => {}) {
      unreadable.forEach(onUnreadable);
      yield* readable;
    },
  };
  expect(await verifyStatistics({ eventLog: logOf(first, second), statistics })).toMatchObject({
    differences: [],
    unreadableCount: 3,
    unreadable: unreadable.map(({ message }) => message),
  });
});

test("an item of a run in the log that cannot be read is reported once, also if the walk through the statistics only counts it", async () => {
  const error = new UnreadableStatisticError(`run#${first.traceId}`, "tally is missing");
  const readable = tableOf(projected(second).filter(({ kind }) => kind === "run"));
  const statistics: Verifiable["statistics"] = {
    async runs(traceIds, onUnreadable = () => {}) {
      if (traceIds.includes(first.traceId)) onUnreadable(error);
      return readable.runs(traceIds.filter((traceId) => traceId !== first.traceId));
    },
    async *all(onUnreadable = () => {}, oldRuns) {
      yield* readable.all(onUnreadable, oldRuns);
      if (oldRuns) oldRuns.onCounted(1);
      else onUnreadable(error);
    },
  };
  const { unreadable, groups } = await verifyStatistics({ eventLog: logOf(first, second), statistics });
  expect(unreadable).toEqual([error.message]);
  expect(groups.filter(({ of }) => of === "run")).toEqual([]);
});
