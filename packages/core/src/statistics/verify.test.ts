import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryRunOf, batchDone, completedRun, failed, started, traceIdOn } from "./run-events.fixture.ts";
import { emptyRun, foldEvent, type RunStatistics } from "./run-statistics.ts";
import { scopeId } from "./scope.ts";
import type { StoredStatistics } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";
import { differences, type ExpectedStatistics, foldLog } from "./verify.ts";

async function* oneByOne<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/** The statistics table just as it has to be. */
const stored = ({ runs, scopes }: ExpectedStatistics): StoredStatistics[] => [
  ...[...runs.values()].map((run) => ({ kind: "run" as const, run })),
  ...[...scopes].map(([id, tally]) => ({ kind: "scope" as const, id, tally })),
];

const found = (expected: ExpectedStatistics, table: readonly StoredStatistics[]) =>
  differences(expected, oneByOne(table));

const [first, second] = [
  completedRun(traceIdOn(1), [{ batchMs: 20 }]),
  completedRun(traceIdOn(1, 1), [{ batchMs: 30, sources: { pubmed: { upserted: 1, failed: 2, bytes: 9 } } }]),
];
const log: readonly RunEvent[] = [...first.events, ...second.events];
const folded = await foldLog(oneByOne(log));
const table = stored(folded);

describe("folding the log", () => {
  test("gives every run, and for each scope the sum of the runs that have a share in it", () => {
    expect(folded.events).toBe(log.length);
    expect([...folded.runs.keys()]).toEqual([first.traceId, second.traceId]);
    expect(folded.runs.get(first.traceId)).toEqual(first.events.reduce(foldEvent, emptyRun(first.traceId)));
    expect([...folded.scopes.keys()].toSorted()).toEqual([
      "day#2024-01-01",
      "source#2024-01-01#arxiv",
      "source#2024-01-01#pubmed",
      "total",
    ]);
    expect(folded.scopes.get("total")).toMatchObject({
      runs_completed: 2,
      processed: 4,
      batch_ms_min: 20,
      batch_ms_max: 30,
    });
    expect(folded.scopes.get("source#2024-01-01#pubmed")).toMatchObject({ runs_completed: 1, processed: 3 });
  });

  test("gives scopes that add up, whatever the runs", async () => {
    const arbitraryRuns = fc.tuple(...[1, 2, 3].map((day) => arbitraryRunOf(traceIdOn(day), 4)));
    await fc.assert(
      fc.asyncProperty(arbitraryRuns, async (runs) => {
        const { scopes } = await foldLog(oneByOne(runs.flatMap(({ events }) => events)));
        const sumOf = (prefix: string): Tally =>
          [...scopes]
            .filter(([id]) => id.startsWith(prefix))
            .map(([, tally]) => tally)
            .reduce(addTally, NO_TALLY);
        expect(sumOf("day#")).toEqual(sumOf(scopeId({ kind: "total" })));
        for (const count of ["processed", "upserted", "duplicate", "failed", "bytes"] as const)
          expect(sumOf("source#")[count]).toBe(sumOf("total")[count]);
        const { processed, upserted, duplicate, failed } = sumOf("total");
        expect(processed).toBe(upserted + duplicate + failed);
      }),
    );
  });

  test("of nothing gives nothing, to which an empty table is equal", async () => {
    const nothing = await foldLog(oneByOne([]));
    expect(nothing).toEqual({ events: 0, runs: new Map(), scopes: new Map() });
    expect(await found(nothing, [])).toEqual([]);
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

describe("the statistics", () => {
  test("that are as the log makes them differ in nothing, in whatever order they come", async () => {
    expect(await found(folded, table)).toEqual([]);
    expect(await found(folded, table.toReversed())).toEqual([]);
  });

  test("do not differ for the order of keys", async () => {
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
    expect(await found(folded, turned)).toEqual([]);
  });

  test.each<[string, Partial<RunStatistics>, unknown, unknown]>([
    ["run_status", { run_status: "failed" }, "completed", "failed"],
    ["completed_at", { completed_at: null }, "2024-01-01T00:00:02.000Z", null],
    ["applied", { applied: [[0, 1]] }, [[0, 2]], [[0, 1]]],
  ])("of a run with another %s differ there", async (field, changed, expected, value) => {
    expect(await found(folded, withRun(changed))).toEqual([
      { of: first.traceId, field, expected, found: value },
    ]);
  });

  test("of a run with another count differ there, in all and for its source", async () => {
    const run = folded.runs.get(first.traceId) ?? emptyRun(first.traceId);
    const changed = withRun({
      tally: { ...run.tally, upserted: 7 },
      by_source: { arxiv: { ...NO_TALLY, upserted: 7 } },
    });
    expect((await found(folded, changed)).map(({ of, field }) => [of, field])).toEqual([
      [first.traceId, "upserted"],
      [first.traceId, "by_source.arxiv"],
    ]);
  });

  test.each<[keyof Tally, Partial<Tally>, unknown, unknown]>([
    ["processed", { processed: 5 }, 4, 5],
    ["batch_ms_min", { batch_ms_min: 19 }, 20, 19],
    ["batch_ms_histogram", { batch_ms_histogram: { 20: 1 } }, { 20: 1, 30: 1 }, { 20: 1 }],
  ])("of a scope with another %s differ there", async (field, changed, expected, value) => {
    expect(await found(folded, withTotal(changed))).toEqual([{ of: "total", field, expected, found: value }]);
  });

  test("that lack a run or a scope differ in every field that should be there", async () => {
    const lacking = table.filter(
      (each) => !(each.kind === "run" ? each.run.trace_id === first.traceId : each.id === "total"),
    );
    const all = await found(folded, lacking);
    expect(new Set(all.map(({ of }) => of))).toEqual(new Set([first.traceId, "total"]));
    expect(all).toContainEqual({ of: "total", field: "processed", expected: 4, found: undefined });
  });

  test("that hold a run or a scope of which the log knows nothing differ in all that it says", async () => {
    const unknown = emptyRun(traceIdOn(3));
    const all = await found(folded, [...table, { kind: "run", run: unknown }]);
    expect(new Set(all.map(({ of }) => of))).toEqual(new Set([unknown.trace_id]));
    expect(all).toContainEqual({
      of: unknown.trace_id,
      field: "run_status",
      expected: undefined,
      found: "running",
    });
  });
});

test("a run that failed, and one whose start is not logged yet, are folded all the same", async () => {
  const [halted, beheaded] = [traceIdOn(2), traceIdOn(2, 1)];
  const { runs, scopes } = await foldLog(
    oneByOne([started(halted), batchDone(halted, 1), failed(halted), batchDone(beheaded, 1)]),
  );
  expect(runs.get(halted)?.run_status).toBe("failed");
  expect(scopes.get("day#2024-01-02")).toMatchObject({ runs_started: 1, runs_failed: 1, batches: 2 });
});

test("a long log tells how far it is, every thousand events", async () => {
  const { events } = completedRun(traceIdOn(2), Array(2_500).fill({}));
  const told: number[] = [];
  await foldLog(oneByOne(events), (count) => told.push(count));
  expect(told).toEqual([1_000, 2_000]);
});
