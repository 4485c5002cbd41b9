import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redriveKey } from "../runs/redrives.ts";
import {
  arbitraryDeliveries,
  arbitraryRun,
  batchDone,
  completed,
  completedRun,
  failed,
  started,
  traceIdOn,
} from "./run-events.fixture.ts";
import { emptyRun, foldEvent } from "./run-statistics.ts";
import { gains, type Scope, type Share, scopeId, scopeOfId, sharesOf, wasLeft } from "./scope.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";

const REDRIVE = "01HKZ0000000000000000000RD";
const traceId = traceIdOn(2);

const summed = (shares: readonly Share[]) => {
  const sums = new Map<string, Tally>();
  for (const { scope, tally } of shares)
    sums.set(scopeId(scope), addTally(sums.get(scopeId(scope)) ?? NO_TALLY, tally));
  return sums;
};

test("the gains of the scopes add up to the run's shares, in whatever steps the run was folded", () => {
  const arbitraryDelivered = arbitraryRun.chain((run) =>
    fc.record({ run: fc.constant(run), deliveries: arbitraryDeliveries(run.events) }),
  );
  fc.assert(
    fc.property(arbitraryDelivered, ({ run, deliveries }) => {
      const gained: Share[] = [];
      let before = emptyRun(run.traceId);
      for (const events of deliveries) {
        const after = events.reduce(foldEvent, before);
        gained.push(...gains(before, after));
        before = after;
      }
      const sums = summed(gained);
      for (const [id, sum] of sums)
        if (wasLeft(id, sum)) {
          expect(sum).toEqual(NO_TALLY);
          sums.delete(id);
        }
      expect(sums).toEqual(summed(sharesOf(before)));
    }),
    { numRuns: 300 },
  );
});

test("a run has a share in the total, in its day, and in each of its sources on that day", () => {
  const { events } = completedRun(traceId, [
    { sources: { arxiv: { upserted: 2 }, pubmed: { rejected: 1 } } },
  ]);
  const run = events.reduce(foldEvent, emptyRun(traceId));
  const shares = new Map(sharesOf(run).map(({ scope, tally }) => [scopeId(scope), tally]));
  expect([...shares.keys()].toSorted()).toEqual([
    "day#2024-01-02",
    "source#2024-01-02#arxiv",
    "source#2024-01-02#pubmed",
    "total",
  ]);
  expect(shares.get("total")).toEqual(run.tally);
  expect(shares.get("day#2024-01-02")).toEqual({ ...run.tally, by_hour: { "00c": 1 } });
  expect(shares.get("source#2024-01-02#pubmed")).toMatchObject({
    processed: 1,
    rejected: 1,
    runs_completed: 1,
    by_hour: { "00r": 1 },
  });
});

test("a run that redrives rejects has a share in a scope with the names of both runs", () => {
  const [redrive, { events }] = [traceIdOn(3), completedRun(traceIdOn(3), [{}])];
  const [begun, ...others] = events;
  const key = redriveKey(traceId, { redrive: REDRIVE, rejects: 1, part: 1 });
  const ofRejects = begun?.type === "started" ? [{ ...begun, data: { ...begun.data, key } }, ...others] : [];
  const run = ofRejects.toReversed().reduce(foldEvent, emptyRun(redrive));
  const share = sharesOf(run).find(({ scope }) => scope.kind === "redrive");
  expect(share).toEqual({ scope: { kind: "redrive", of: traceId, by: redrive }, tally: run.tally });
  expect(scopeId(share?.scope ?? { kind: "total" })).toBe(`redrive#${traceId}#${redrive}`);
  expect(scopeOfId(`redrive#${traceId}#${redrive}`)).toEqual(share?.scope);
});

describe("a late run with rejected records", () => {
  const REJECTING = [
    { sources: { arxiv: { upserted: 1, rejected: 2 } } },
    { sources: { pubmed: { rejected: 1 } } },
  ];
  const lateShares = (delayMs: number, shapes = REJECTING) =>
    sharesOf(completedRun(traceId, shapes, delayMs).events.reduce(foldEvent, emptyRun(traceId))).filter(
      ({ scope }) => scope.kind === "late",
    );

  test("has these in a scope with the date on which it began and the date of its file", () => {
    const [share, ...more] = lateShares(400 * 86_400_000);
    expect(more).toEqual([]);
    expect(share).toEqual({
      scope: { kind: "late", began: "2025-02-05", date: "2024-01-02" },
      tally: { ...NO_TALLY, rejected: 3, rejected_by_reason: { "no-id": 3 } },
    });
    expect(scopeId(share?.scope ?? { kind: "total" })).toBe("late#2025-02-05#2024-01-02");
    expect(scopeOfId("late#2025-02-05#2024-01-02")).toEqual(share?.scope);
  });

  test("is a run that began more than 15 minutes after its file's time", () => {
    expect(lateShares(15 * 60_000)).toEqual([]);
    expect(lateShares(15 * 60_000 + 1)).toHaveLength(1);
  });

  test("has no such scope without rejected records", () => {
    expect(lateShares(400 * 86_400_000, [{ sources: { arxiv: { upserted: 1, rejected: 0 } } }])).toEqual([]);
  });
});

describe("a failed run of an old file", () => {
  const failedOn = (occurred_at: string, attempt = 0) => {
    const event = failed(traceId, attempt);
    return { ...event, metadata: { ...event.metadata, occurred_at } };
  };
  const runAfter = (...events: readonly RunEvent[]) =>
    [started(traceId), ...events].reduce(foldEvent, emptyRun(traceId));
  const ofFailures = (shares: readonly Share[]) =>
    shares
      .filter(({ scope }) => scope.kind === "failed")
      .map(({ scope, tally }) => [scopeId(scope), tally.runs_failed]);
  const once = runAfter(failedOn("2024-03-05T01:00:00.000Z"));

  test("is counted in a scope with the date on which it failed and the date of its file", () => {
    expect(ofFailures(sharesOf(once))).toEqual([["failed#2024-03-05#2024-01-02", 1]]);
    expect(scopeOfId("failed#2024-03-05#2024-01-02")).toEqual({
      kind: "failed",
      failed: "2024-03-05",
      date: "2024-01-02",
    });
    expect(sharesOf(once)[0]).toMatchObject({ scope: { kind: "total" }, tally: { failures_listed: 1 } });
  });

  test("has no such scope if it failed on the date of its file", () => {
    expect(ofFailures(sharesOf(runAfter(failedOn("2024-01-02T23:59:59.999Z"))))).toEqual([]);
  });

  test("leaves the scope if it fails again on another date, or completes", () => {
    const again = foldEvent(once, failedOn("2024-03-07T01:00:00.000Z", 1));
    expect(ofFailures(gains(once, again))).toEqual([
      ["failed#2024-03-07#2024-01-02", 1],
      ["failed#2024-03-05#2024-01-02", -1],
    ]);
    const done = foldEvent(again, completed(traceId, []));
    expect(ofFailures(gains(again, done))).toEqual([["failed#2024-03-07#2024-01-02", -1]]);
    expect(gains(again, done)[0]).toMatchObject({ scope: { kind: "total" }, tally: { failures_listed: -1 } });
  });
});

describe("scopes that gain nothing are left out", () => {
  const run = [started(traceId), failed(traceId)].reduce(foldEvent, emptyRun(traceId));

  test("all scopes if nothing new was counted", () => {
    expect(gains(run, run)).toEqual([]);
    expect(gains(run, foldEvent(run, failed(traceId, 1)))).toEqual([]);
  });

  test("a source that had no record in the batch", () => {
    const before = foldEvent(run, batchDone(traceId, 1, { sources: { arxiv: { upserted: 1 } } }));
    const after = foldEvent(before, batchDone(traceId, 2, { sources: { pubmed: { upserted: 1 } } }));
    expect(gains(before, after).map(({ scope }) => scopeId(scope))).toEqual([
      "total",
      "day#2024-01-02",
      "source#2024-01-02#pubmed",
    ]);
  });
});

test("a failure is subtracted if the run completes later", () => {
  const before = [started(traceId), failed(traceId)].reduce(foldEvent, emptyRun(traceId));
  const after = foldEvent(before, completed(traceId, []));
  const [total] = gains(before, after);
  expect(total?.tally).toMatchObject({ runs_started: 0, runs_completed: 1, runs_failed: -1 });
});

test("no two scopes have the same name", () => {
  const dates = ["2024-01-01", "2024-01-02"];
  const scopes: readonly Scope[] = [
    { kind: "total" },
    ...dates.map((date) => ({ kind: "day" as const, date })),
    ...dates.flatMap((date) =>
      ["arxiv", "total", "day", ...dates].map((source) => ({ kind: "source" as const, source, date })),
    ),
  ];
  expect(new Set(scopes.map(scopeId)).size).toBe(scopes.length);
});

test("each scope is read from its id, and no scope is read from any other text", () => {
  for (const { scope } of sharesOf(completedRun(traceId, [{}]).events.reduce(foldEvent, emptyRun(traceId))))
    expect(scopeOfId(scopeId(scope))).toEqual(scope);
  const others = [
    "",
    "total#2024-01-02",
    "day",
    "day#2024-02-31",
    "day#2024-01-02#arxiv",
    "source#2024-01-02",
    "source#2024-01-02#",
    "source#2024-01-02#constructor",
    "source#2024-01-02#arxiv#more",
    "source#20240102#arxiv",
    "run#2024-01-02",
    "generations",
    `redrive#${traceId}`,
    "late#2024-01-02",
    "failed#2024-01-02",
    "failed#2024-01-02#arxiv",
    "late#2024-01-02#arxiv",
    "late#2024-02-31#2024-01-02",
    "late#2024-01-02#2024-01-02#more",
    `redrive#${traceId}#2024-01-02`,
  ];
  expect(others.filter(scopeOfId)).toEqual([]);
});
