import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TraceId } from "../trace-ids/trace-id.ts";
import { type Projected, ProjectionConflictError, projectRun, projectRuns } from "./project-runs.ts";
import { projectedInMemory } from "./projected-in-memory.fixture.ts";
import {
  arbitraryDeliveries,
  arbitraryRun,
  arbitraryRunOf,
  completedRun,
  type RunHistory,
  traceIdOn,
} from "./run-events.fixture.ts";
import { emptyRun, foldEvent } from "./run-statistics.ts";
import { scopeId, sharesOf } from "./scope.ts";
import type { StoredRun } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";
import { UnreadableStatisticError } from "./unreadable-statistic.ts";

const NO_WAIT = { backoff: { baseMs: 0, capMs: 0 } };

const fold = (traceId: TraceId, events: readonly RunEvent[]) => events.reduce(foldEvent, emptyRun(traceId));

const { traceId, events } = completedRun(traceIdOn(1), [{}, {}]);

test("the events of one delivery are committed at once", async () => {
  const { statistics, runs, newest, calls } = projectedInMemory();
  await projectRun(traceId, events.toReversed(), statistics);
  expect(newest.eventAt).toBe(events.at(-1)?.metadata.occurred_at);
  expect(runs.get(traceId)).toEqual({ traceId, run: fold(traceId, events), revision: 1 });
  expect(calls).toEqual({ reads: 1, committed: 1, conflicts: 0 });
});

test("events that are all projected already are not committed again", async () => {
  const { statistics, calls } = projectedInMemory();
  await projectRun(traceId, events, statistics);
  await projectRun(traceId, events.toReversed(), statistics);
  expect(calls).toEqual({ reads: 2, committed: 1, conflicts: 0 });
});

test("without events, nothing is committed", async () => {
  const { statistics, calls } = projectedInMemory();
  await projectRun(traceId, [], statistics);
  expect(calls.committed).toBe(0);
});

test("deliveries at the same time give the same run and scopes as deliveries one after another", async () => {
  const arbitraryDelivered = arbitraryRun.chain((run) =>
    fc.record({ run: fc.constant(run), deliveries: arbitraryDeliveries(run.events) }),
  );
  await fc.assert(
    fc.asyncProperty(arbitraryDelivered, async ({ run, deliveries }) => {
      const { statistics, runs, scopes } = projectedInMemory();
      await Promise.all(
        deliveries.map((delivered) => projectRun(run.traceId, delivered, statistics, NO_WAIT)),
      );
      const folded = fold(run.traceId, run.events);
      expect(runs.get(run.traceId)?.run).toEqual(folded);
      expect(scopes).toEqual(new Map(sharesOf(folded).map(({ scope, tally }) => [scopeId(scope), tally])));
    }),
  );
});

describe("after a conflict", () => {
  test("once, the run is read again, and the events are folded into it", async () => {
    const { statistics, runs, calls } = projectedInMemory();
    await Promise.all([
      projectRun(traceId, events.slice(0, 2), statistics, NO_WAIT),
      projectRun(traceId, events.slice(1), statistics, NO_WAIT),
    ]);
    expect(calls.conflicts).toBeGreaterThan(0);
    expect(runs.get(traceId)?.run).toEqual(fold(traceId, events));
  });

  test("again and again, the projection gives up with an error that names the run", async () => {
    const { statistics, calls } = projectedInMemory();
    const contested: Projected = { ...statistics, commit: async () => ({ contested: [traceId] }) };
    const error = await projectRun(traceId, events, contested, NO_WAIT).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProjectionConflictError);
    expect(String(error)).toContain(traceId);
    expect(calls.reads).toBe(30);
  });

  test("an error of the store is returned unchanged", async () => {
    const { statistics } = projectedInMemory();
    const failure = new Error("the table is gone");
    const broken: Projected = { ...statistics, commit: () => Promise.reject(failure) };
    await expect(projectRun(traceId, events, broken)).rejects.toBe(failure);
  });
});

describe("when the signal aborts", () => {
  const never = new Promise<never>(() => {});
  const reason = new Error("time is up");

  test.each(["readRuns", "commit"] as const)("a %s that never ends is not waited for", async (call) => {
    const { statistics } = projectedInMemory();
    const time = new AbortController();
    const hanging: Projected = {
      ...statistics,
      [call]: () => {
        time.abort(reason);
        return never;
      },
    };
    await expect(projectRun(traceId, events, hanging, { signal: time.signal })).rejects.toBe(reason);
  });

  test("the store gets the same signal", async () => {
    const { statistics } = projectedInMemory();
    const { signal } = new AbortController();
    const signals: (AbortSignal | undefined)[] = [];
    const watched: Projected = {
      ...statistics,
      readRuns(ids, given) {
        signals.push(given);
        return statistics.readRuns(ids);
      },
      commit(changes, given) {
        signals.push(given);
        return statistics.commit(changes);
      },
    };
    await projectRun(traceId, events, watched, { signal });
    expect(signals).toEqual([signal, signal]);
  });

  test("the wait after a conflict ends, and nothing is read again", async () => {
    const { statistics, calls } = projectedInMemory();
    const time = new AbortController();
    const contested: Projected = {
      ...statistics,
      async commit() {
        setTimeout(() => time.abort(reason), 20);
        return { contested: [] };
      },
    };
    const patient = { signal: time.signal, backoff: { baseMs: 1_000_000_000, capMs: 1_000_000_000 } };
    await expect(projectRun(traceId, events, contested, patient)).rejects.toBe(reason);
    expect(calls.reads).toBe(1);
  });

  test("before the first read, nothing is read", async () => {
    const { statistics, calls } = projectedInMemory();
    const signal = AbortSignal.abort(reason);
    await expect(projectRun(traceId, events, statistics, { signal })).rejects.toBe(reason);
    expect(calls.reads).toBe(0);
  });
});

describe("while a rebuild goes on", () => {
  /** Statistics of two generations. Each answers a commit with the next of its `answers`, and with `committed` after the last. */
  function twoGenerations(answers: Readonly<Record<"building" | "live", ("conflict" | Error)[]>>) {
    const runs = { building: emptyRun(traceId), live: emptyRun(traceId) };
    const commits: string[] = [];
    const read = (name: keyof typeof runs, number: number): StoredRun => ({
      traceId,
      run: runs[name],
      revision: 0,
      generation: { number, slot: 0, copy: { slot: 0, revision: 1 } },
    });
    const statistics: Projected = {
      readRuns: async () => ({
        runs: [{ ...read("live", 0), building: read("building", 1) }],
        unreadable: [],
      }),
      async commit([change]) {
        if (!change) throw new Error("a change expected");
        const { before, after } = change;
        const name = before.generation?.number === 1 ? "building" : "live";
        const answer = answers[name].shift();
        commits.push(`${name} ${answer instanceof Error ? answer.message : (answer ?? "committed")}`);
        if (answer instanceof Error) throw answer;
        if (answer) return { contested: [] };
        runs[name] = after;
        return "committed";
      },
    };
    return { statistics, commits, runs };
  }

  test("events are folded into the live statistics only after they are in the statistics that are being built", async () => {
    const { statistics, commits } = twoGenerations({ building: ["conflict"], live: [] });
    await projectRun(traceId, events, statistics, NO_WAIT);
    expect(commits).toEqual(["building conflict", "building committed", "live committed"]);
  });

  test("events are not folded into the live statistics if the statistics that are being built cannot be written", async () => {
    const { statistics, commits } = twoGenerations({ building: [new Error("denied")], live: [] });
    await expect(projectRun(traceId, events, statistics, NO_WAIT)).rejects.toThrow("denied");
    expect(commits).toEqual(["building denied"]);
  });

  test("if only the second of the two commits fails, the next delivery makes only the second commit", async () => {
    const { statistics, commits, runs } = twoGenerations({ building: [], live: [new Error("denied")] });
    await expect(projectRun(traceId, events, statistics, NO_WAIT)).rejects.toThrow("denied");
    await projectRun(traceId, events, statistics, NO_WAIT);
    expect(commits).toEqual(["building committed", "live denied", "live committed"]);
    expect(runs).toEqual({ building: fold(traceId, events), live: fold(traceId, events) });
  });
});

describe("many runs in one delivery", () => {
  const many = Array.from({ length: 100 }, (_, nth) => completedRun(traceIdOn(1 + (nth % 2), nth), [{}]));
  const delivery = new Map(many.map((run) => [run.traceId, run.events]));
  const [first, second] = many;
  if (!first || !second) throw new Error("runs expected");
  const foldsOf = (histories: readonly RunHistory[]) =>
    new Map(histories.map((run) => [run.traceId, fold(run.traceId, run.events)]));
  const runsIn = (runs: ReadonlyMap<string, StoredRun>) =>
    new Map([...runs].map(([id, { run }]) => [id, run]));
  const without = (...failed: readonly RunHistory[]) => many.filter((run) => !failed.includes(run));

  test("are read together, and committed in as few commits as their number allows", async () => {
    const { statistics, runs, calls } = projectedInMemory();
    expect(await projectRuns(delivery, statistics)).toEqual(new Map());
    expect(runsIn(runs)).toEqual(foldsOf(many));
    expect(calls).toEqual({ reads: 1, committed: 2, conflicts: 0 });
  });

  test("a run that others keep changing fails alone", async () => {
    const { statistics, runs } = projectedInMemory();
    const contested: Projected = {
      ...statistics,
      commit: async (changes) =>
        changes.some(({ traceId }) => traceId === first.traceId)
          ? { contested: [first.traceId] }
          : statistics.commit(changes),
    };
    const failures = await projectRuns(delivery, contested, NO_WAIT);
    expect([...failures.keys()]).toEqual([first.traceId]);
    expect(failures.get(first.traceId)).toBeInstanceOf(ProjectionConflictError);
    expect(runsIn(runs)).toEqual(foldsOf(without(first)));
  });

  test("a run that cannot be read, and a run that cannot be written, fail alone with their errors", async () => {
    const { statistics, runs } = projectedInMemory();
    const unreadable = new UnreadableStatisticError(`run#${first.traceId}`, "it is not a map");
    const tooLarge = new Error("too large");
    const broken: Projected = {
      async readRuns(traceIds) {
        const read = await statistics.readRuns(traceIds);
        const runs = read.runs.filter(({ traceId }) => traceId !== first.traceId);
        const failed = read.runs.filter(({ traceId }) => traceId === first.traceId);
        return { runs, unreadable: failed.map(({ traceId }) => ({ traceId, error: unreadable })) };
      },
      async commit(changes) {
        if (changes.some(({ traceId }) => traceId === second.traceId)) throw tooLarge;
        return statistics.commit(changes);
      },
    };
    expect(await projectRuns(delivery, broken, NO_WAIT)).toEqual(
      new Map<string, Error>([
        [first.traceId, unreadable],
        [second.traceId, tooLarge],
      ]),
    );
    expect(runsIn(runs)).toEqual(foldsOf(without(first, second)));
  });

  test("when the signal aborts, the runs that are already committed do not count as failures", async () => {
    const { statistics, runs } = projectedInMemory();
    const time = new AbortController();
    const reason = new Error("time is up");
    const slow: Projected = {
      ...statistics,
      commit(changes) {
        if (runs.size === 0) return statistics.commit(changes);
        time.abort(reason);
        return new Promise<never>(() => {});
      },
    };
    const failures = await projectRuns(delivery, slow, { signal: time.signal });
    expect(new Set([...failures.keys(), ...runs.keys()])).toEqual(new Set(delivery.keys()));
    expect(failures.size + runs.size).toBe(many.length);
    expect(new Set(failures.values())).toEqual(new Set([reason]));
  });

  test("several projections at once give the same runs and sums, however the runs are spread over them", async () => {
    const arbitrarySpread = fc
      .tuple(...many.slice(0, 8).map(({ traceId }) => arbitraryRunOf(traceId, 4)))
      .chain((histories) =>
        fc.record({
          histories: fc.constant(histories),
          deliveries: fc.tuple(...histories.map((run) => arbitraryDeliveries(run.events))),
          places: fc.array(fc.nat(4), { minLength: 5, maxLength: 40 }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(arbitrarySpread, async ({ histories, deliveries, places }) => {
        const { statistics, runs, scopes } = projectedInMemory();
        const batches = Array.from({ length: 5 }, () => new Map<TraceId, RunEvent[]>());
        const parts = histories.flatMap(({ traceId }, nth) =>
          (deliveries[nth] ?? []).map((events) => ({ traceId, events })),
        );
        for (const [nth, { traceId, events }] of parts.entries()) {
          const batch = batches[places[nth % places.length] ?? 0];
          batch?.set(traceId, [...(batch.get(traceId) ?? []), ...events]);
        }
        const failures = await Promise.all(batches.map((batch) => projectRuns(batch, statistics, NO_WAIT)));
        expect(failures.map(({ size }) => size)).toEqual([0, 0, 0, 0, 0]);
        expect(runsIn(runs)).toEqual(foldsOf(histories));
        const sums = new Map<string, Tally>();
        for (const run of foldsOf(histories).values())
          for (const { scope, tally } of sharesOf(run))
            sums.set(scopeId(scope), addTally(sums.get(scopeId(scope)) ?? NO_TALLY, tally));
        expect(scopes).toEqual(sums);
      }),
      { numRuns: 50 },
    );
  });
});
