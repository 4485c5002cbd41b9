import { setImmediate } from "node:timers/promises";
import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TraceId } from "../trace-ids/trace-id.ts";
import { type Projected, ProjectionConflictError, projectRun } from "./project-run.ts";
import { arbitraryDeliveries, arbitraryRun, completedRun, traceIdOn } from "./run-events.fixture.ts";
import { emptyRun, foldEvent, type RunStatistics } from "./run-statistics.ts";
import { type Share, scopeId, sharesOf } from "./scope.ts";
import type { StatisticsStore, StoredRun } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";

const NO_WAIT = { backoff: { baseMs: 0, capMs: 0 } };

/** Statistics in memory, which take a moment to answer, so that others get between a read and a commit. */
function statisticsInMemory() {
  const runs = new Map<string, StoredRun>();
  const scopes = new Map<string, Tally>();
  const calls = { reads: 0, committed: 0, conflicts: 0 };
  const store: Pick<StatisticsStore, "readRun" | "commit"> = {
    async readRun(traceId: TraceId) {
      await setImmediate();
      calls.reads += 1;
      return runs.get(traceId) ?? { run: emptyRun(traceId), revision: 0 };
    },
    async commit(before: StoredRun, after: RunStatistics, gains: readonly Share[]) {
      await setImmediate();
      if ((runs.get(after.trace_id)?.revision ?? 0) !== before.revision) {
        calls.conflicts += 1;
        return "conflict";
      }
      runs.set(after.trace_id, { run: after, revision: before.revision + 1 });
      for (const { scope, tally } of gains)
        scopes.set(scopeId(scope), addTally(scopes.get(scopeId(scope)) ?? NO_TALLY, tally));
      calls.committed += 1;
      return "committed";
    },
  };
  const unused = () => {
    throw new Error("the projection only reads a run and commits");
  };
  const statistics: StatisticsStore = {
    ...store,
    run: unused,
    runs: unused,
    runsOn: unused,
    runsWith: unused,
    tally: unused,
    all: unused,
  };
  return { statistics, runs, scopes, calls };
}

const fold = (traceId: TraceId, events: readonly RunEvent[]) => events.reduce(foldEvent, emptyRun(traceId));

const { traceId, events } = completedRun(traceIdOn(1), [{}, {}]);

test("the events of one delivery are committed at once", async () => {
  const { statistics, runs, calls } = statisticsInMemory();
  await projectRun(traceId, events, statistics);
  expect(runs.get(traceId)).toEqual({ run: fold(traceId, events), revision: 1 });
  expect(calls).toEqual({ reads: 1, committed: 1, conflicts: 0 });
});

test("events that are all projected already are not committed again", async () => {
  const { statistics, calls } = statisticsInMemory();
  await projectRun(traceId, events, statistics);
  await projectRun(traceId, events.toReversed(), statistics);
  expect(calls).toEqual({ reads: 2, committed: 1, conflicts: 0 });
});

test("no events are no commit", async () => {
  const { statistics, calls } = statisticsInMemory();
  await projectRun(traceId, [], statistics);
  expect(calls.committed).toBe(0);
});

test("deliveries all at once end as one after another, in the run and in its scopes", async () => {
  const arbitraryDelivered = arbitraryRun.chain((run) =>
    fc.record({ run: fc.constant(run), deliveries: arbitraryDeliveries(run.events) }),
  );
  await fc.assert(
    fc.asyncProperty(arbitraryDelivered, async ({ run, deliveries }) => {
      const { statistics, runs, scopes } = statisticsInMemory();
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
  test("what the other wrote is read, and folded upon", async () => {
    const { statistics, runs, calls } = statisticsInMemory();
    await Promise.all([
      projectRun(traceId, events.slice(0, 2), statistics, NO_WAIT),
      projectRun(traceId, events.slice(1), statistics, NO_WAIT),
    ]);
    expect(calls.conflicts).toBeGreaterThan(0);
    expect(runs.get(traceId)?.run).toEqual(fold(traceId, events));
  });

  test("and another, and so on, the projection gives up with an error that names the run", async () => {
    const { statistics, calls } = statisticsInMemory();
    const contested: StatisticsStore = { ...statistics, commit: async () => "conflict" };
    const error = await projectRun(traceId, events, contested, NO_WAIT).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProjectionConflictError);
    expect(String(error)).toContain(traceId);
    expect(calls.reads).toBe(30);
  });

  test("an error of the store comes through as it is", async () => {
    const { statistics } = statisticsInMemory();
    const failure = new Error("the table is gone");
    const broken: StatisticsStore = { ...statistics, commit: () => Promise.reject(failure) };
    await expect(projectRun(traceId, events, broken)).rejects.toBe(failure);
  });
});

describe("when the signal aborts", () => {
  const never = new Promise<never>(() => {});
  const reason = new Error("time is up");

  test.each(["readRun", "commit"] as const)("a %s that never ends is not waited for", async (call) => {
    const { statistics } = statisticsInMemory();
    const time = new AbortController();
    const hanging: StatisticsStore = {
      ...statistics,
      [call]: () => {
        time.abort(reason);
        return never;
      },
    };
    await expect(projectRun(traceId, events, hanging, { signal: time.signal })).rejects.toBe(reason);
  });

  test("the store is told by the same signal", async () => {
    const { statistics } = statisticsInMemory();
    const { signal } = new AbortController();
    const signals: (AbortSignal | undefined)[] = [];
    const watched: StatisticsStore = {
      ...statistics,
      readRun(id, given) {
        signals.push(given);
        return statistics.readRun(id);
      },
      commit(before, after, gains, given) {
        signals.push(given);
        return statistics.commit(before, after, gains);
      },
    };
    await projectRun(traceId, events, watched, { signal });
    expect(signals).toEqual([signal, signal]);
  });

  test("the wait after a conflict ends, and nothing is read again", async () => {
    const { statistics, calls } = statisticsInMemory();
    const time = new AbortController();
    const contested: StatisticsStore = {
      ...statistics,
      async commit() {
        setTimeout(() => time.abort(reason), 20);
        return "conflict";
      },
    };
    const patient = { signal: time.signal, backoff: { baseMs: 1_000_000_000, capMs: 1_000_000_000 } };
    await expect(projectRun(traceId, events, contested, patient)).rejects.toMatchObject({ cause: reason });
    expect(calls.reads).toBe(1);
  });

  test("before the first read, nothing is read", async () => {
    const { statistics, calls } = statisticsInMemory();
    const signal = AbortSignal.abort(reason);
    await expect(projectRun(traceId, events, statistics, { signal })).rejects.toBe(reason);
    expect(calls.reads).toBe(0);
  });
});

describe("while a rebuild goes on", () => {
  /** Statistics of two generations, each of which answers a commit as it is told; `committed` where it is told nothing. */
  function twoGenerations(answers: Readonly<Record<"building" | "live", ("conflict" | Error)[]>>) {
    const runs = { building: emptyRun(traceId), live: emptyRun(traceId) };
    const commits: string[] = [];
    const read = (name: keyof typeof runs, number: number): StoredRun => ({
      run: runs[name],
      revision: 0,
      generation: { number, generationsRevision: 1 },
    });
    const statistics: Projected = {
      readRun: async () => ({ ...read("live", 0), building: read("building", 1) }),
      async commit(before, after) {
        const name = before.generation?.number === 1 ? "building" : "live";
        const answer = answers[name].shift();
        commits.push(`${name} ${answer instanceof Error ? answer.message : (answer ?? "committed")}`);
        if (answer instanceof Error) throw answer;
        if (answer) return answer;
        runs[name] = after;
        return "committed";
      },
    };
    return { statistics, commits, runs };
  }

  test("nothing is folded into the live statistics before it is in those that are built", async () => {
    const { statistics, commits } = twoGenerations({ building: ["conflict"], live: [] });
    await projectRun(traceId, events, statistics, NO_WAIT);
    expect(commits).toEqual(["building conflict", "building committed", "live committed"]);
  });

  test("nothing is folded into the live statistics if those that are built cannot be written", async () => {
    const { statistics, commits } = twoGenerations({ building: [new Error("denied")], live: [] });
    await expect(projectRun(traceId, events, statistics, NO_WAIT)).rejects.toThrow("denied");
    expect(commits).toEqual(["building denied"]);
  });

  test("if only the second of the two commits fails, the next delivery makes that one alone", async () => {
    const { statistics, commits, runs } = twoGenerations({ building: [], live: [new Error("denied")] });
    await expect(projectRun(traceId, events, statistics, NO_WAIT)).rejects.toThrow("denied");
    await projectRun(traceId, events, statistics, NO_WAIT);
    expect(commits).toEqual(["building committed", "live denied", "live committed"]);
    expect(runs).toEqual({ building: fold(traceId, events), live: fold(traceId, events) });
  });
});
