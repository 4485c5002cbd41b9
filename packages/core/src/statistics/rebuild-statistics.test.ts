import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { RunEvent } from "@paperledger/events/run-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { OnUnreadable } from "../runs/event-log.ts";
import {
  type RebuildProgress,
  rebuildStatistics,
  type StatisticsRebuild,
  type StatisticsRebuilds,
} from "./rebuild-statistics.ts";
import { batchDone, started, traceIdOn } from "./run-events.fixture.ts";
import { emptyRun } from "./run-statistics.ts";
import type { StoredRun } from "./statistics-store.ts";

/** A rebuild that holds only the current run in memory, so that the test can measure the memory of the fold. */
function rebuildInMemory(onCommit = () => {}) {
  const calls: string[] = [];
  let last: StoredRun | undefined;
  const rebuilds: StatisticsRebuilds = {
    async begin() {
      calls.push("begin");
      return {
        readRuns: async (traceIds) => ({
          runs: traceIds.map((traceId) =>
            last?.traceId === traceId ? last : { traceId, run: emptyRun(traceId), revision: 0 },
          ),
          unreadable: [],
        }),
        async commit(changes) {
          onCommit();
          for (const { traceId, before, after } of changes)
            last = { traceId, run: after, revision: before.revision + 1 };
          return "committed";
        },
        switchOver: async () => void calls.push("switch over"),
        giveUp: async () => void calls.push("give up"),
        async *deleteOthers() {
          calls.push("delete");
          yield 3;
          yield 2;
        },
      };
    },
  };
  return { rebuilds, calls, last: () => last };
}

test("a rebuild begins, folds each run in parts, switches over, and then deletes the statistics before", async () => {
  let commits = 0;
  const { rebuilds, calls, last } = rebuildInMemory(() => commits++);
  const traceId = traceIdOn(1);
  const events = [started(traceId), ...Array.from({ length: 999 }, (_, nth) => batchDone(traceId, nth + 1))];
  const other = started(traceIdOn(1, 1));
  async function* allEvents() {
    yield other;
    yield* events;
  }
  const told: RebuildProgress[] = [];
  const done = await rebuildStatistics({ allEvents }, rebuilds, { onProgress: (each) => told.push(each) });
  expect(done).toEqual({ step: "done", events: 1_001, runs: 2, deleted: 5, unreadable: 0 });
  expect(calls).toEqual(["begin", "switch over", "delete"]);
  expect(commits).toBe(1 + 1_000 / 200);
  expect(last()?.run.applied).toEqual([[0, 999]]);
  expect(told.map(({ events }) => events).toSorted((a, b) => a - b)).toEqual(
    told.map(({ events }) => events),
  );
});

test("if the log cannot be read, the live statistics stay, and the rebuild is given up", async () => {
  const { rebuilds, calls } = rebuildInMemory();
  async function* allEvents(): AsyncIterable<RunEvent> {
    yield started(traceIdOn(1));
    throw new Error("the log does not answer");
  }
  await expect(rebuildStatistics({ allEvents }, rebuilds)).rejects.toThrow("does not answer");
  expect(calls).toEqual(["begin", "give up"]);
});

test("items of the log that are not events are reported, counted and skipped", async () => {
  const { rebuilds, calls } = rebuildInMemory();
  async function* allEvents(onUnreadable: OnUnreadable = () => {}) {
    yield started(traceIdOn(1));
    onUnreadable(new Error("seq 4 is not an event"));
  }
  const told: string[] = [];
  const done = await rebuildStatistics({ allEvents }, rebuilds, {
    onUnreadable: ({ message }) => told.push(message),
  });
  expect(done).toMatchObject({ events: 1, runs: 1, unreadable: 1 });
  expect(told).toEqual(["seq 4 is not an event"]);
  expect(calls).toContain("switch over");
});

test("a rebuild of an empty log leaves empty statistics", async () => {
  const { rebuilds } = rebuildInMemory();
  async function* allEvents(): AsyncIterable<RunEvent> {}
  expect(await rebuildStatistics({ allEvents }, rebuilds)).toMatchObject({ events: 0, runs: 0 });
});

test("memory stays flat over 200,000 events", async () => {
  const { rebuilds } = rebuildInMemory();
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const heapAfterGc = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  let peakBytes = 0;
  async function* allEvents() {
    for (let run = 0; run < 200; run++) {
      const traceId = traceIdOn(1 + (run % 28), run);
      yield started(traceId);
      const batch = batchDone(traceId, 1);
      for (let seq = 1; seq < 1_000; seq++) yield { ...batch, metadata: { ...batch.metadata, seq } };
      if (run % 20 === 19) peakBytes = Math.max(peakBytes, heapAfterGc());
    }
  }
  const before = heapAfterGc();
  expect(await rebuildStatistics({ allEvents }, rebuilds)).toMatchObject({ events: 200_000, runs: 200 });
  expect(peakBytes - before).toBeLessThan(4 * 1024 ** 2);
});

describe("if a step of a rebuild fails:", () => {
  const { rebuilds, calls } = rebuildInMemory();
  const failing = (...steps: readonly (keyof StatisticsRebuild)[]): StatisticsRebuilds => ({
    async begin() {
      const rebuild = await rebuilds.begin();
      const broken = Object.fromEntries(
        steps.map((step) => [step, () => Promise.reject(new Error(`${step} fails`))]),
      );
      return {
        ...rebuild,
        ...broken,
        ...(steps.includes("deleteOthers") && {
          // biome-ignore lint/correctness/useYield: it fails before the first page
          async *deleteOthers(): AsyncIterable<number> {
            throw new Error("deleteOthers fails");
          },
        }),
      };
    },
  });
  const log = {
    async *allEvents() {
      yield started(traceIdOn(1));
    },
  };
  beforeEach(() => void calls.splice(0));

  test("after a failed switch, the rebuild is given up, and nothing is deleted", async () => {
    await expect(rebuildStatistics(log, failing("switchOver"))).rejects.toThrow("switchOver fails");
    expect(calls).toEqual(["begin", "give up"]);
  });

  test("if giving up fails too, the first error is still thrown", async () => {
    await expect(rebuildStatistics(log, failing("switchOver", "giveUp"))).rejects.toThrow("switchOver fails");
    expect(calls).toEqual(["begin"]);
  });

  test("a failed deletion after the switch does not undo the switch", async () => {
    await expect(rebuildStatistics(log, failing("deleteOthers"))).rejects.toThrow("deleteOthers fails");
    expect(calls).toEqual(["begin", "switch over"]);
  });
});
