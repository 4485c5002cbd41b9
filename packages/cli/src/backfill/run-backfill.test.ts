import { Readable } from "node:stream";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { statisticsOf } from "../run-reports/statistics-in-memory.fixture.ts";
import { watchRuns } from "../run-reports/watch-runs.ts";
import type { BackfillObject } from "./backfill-object.ts";
import { type Backfilling, runBackfill, waitMsOf } from "./run-backfill.ts";

const objectNamed = (name: string): BackfillObject => ({
  name,
  sizeBytes: 1,
  identity: [name],
  open: async () => Readable.from([]),
});
const TO_UPLOAD = ["a", "b", "c"].map(objectNamed);

/** Backfills objects of a hundred papers each. A run completes as soon as its object is uploaded. Returns what happened. */
async function backfilled(options: Partial<Backfilling> = {}) {
  const runs = new Map<string, RunStatistics>();
  const told: string[] = [];
  const beganAtMs = performance.now();
  const uploadedAfterMs: number[] = [];
  const { ended, left } = await runBackfill(
    { toUpload: TO_UPLOAD, underWay: [], done: 0, failedBefore: [] },
    {
      async upload({ name }, key) {
        uploadedAfterMs.push(performance.now() - beganAtMs);
        told.push(`${name} uploaded`);
        const run = runOf({ key, at: new Date().toISOString() });
        runs.set(run.trace_id, run);
      },
      watch: await watchRuns(statisticsOf(runs), () => {}),
      pauseMs: 1,
      runsAtOnce: 2,
      papersIn: () => 100,
      stop: new AbortController().signal,
      onProgress: () => undefined,
      onEnded: ({ key }) => told.push(`${key?.at(-1)} ended`),
      ...options,
    },
  );
  return { ended: ended.length, left, told, uploadedAfterMs };
}

test("no more papers a second are uploaded than asked for, in the mean, and runs that end meanwhile are told", async () => {
  const { told, uploadedAfterMs } = await backfilled({ papersPerSecond: 500 });
  expect(told).toEqual(["a uploaded", "a ended", "b uploaded", "b ended", "c uploaded", "c ended"]);
  const [, second = 0, third = 0] = uploadedAfterMs;
  expect(second).toBeGreaterThanOrEqual(200);
  expect(third).toBeGreaterThanOrEqual(400);
});

test("told to stop, it does not wait for the next upload", async () => {
  const stopping = new AbortController();
  const progress: number[] = [];
  const { ended, left } = await backfilled({
    papersPerSecond: 1,
    pauseMs: 60_000,
    stop: stopping.signal,
    onProgress: (_runs, _left, waitMs) => {
      progress.push(waitMs);
      setTimeout(() => stopping.abort(), 50);
    },
  });
  expect({ ended, left }).toEqual({ ended: 1, left: 2 });
  expect(progress[0]).toBeGreaterThan(95_000);
});

test("a run that the watch does not see, for its event had to wait, is found to have ended all the same", async () => {
  const ended: RunStatistics[] = [];
  const { left } = await backfilled({
    upload: async (_, key) => void ended.push(runOf({ key })),
    watch: { look: async () => [] },
    async *allEnded() {
      yield runOf({ key: "raw-data/somebody-elses" });
      yield* ended;
    },
  });
  expect(left).toBe(0);
  expect(ended).toHaveLength(TO_UPLOAD.length);
});

test("the next upload waits until what was uploaded is no more a second than asked for", () => {
  expect(waitMsOf(1_000, 0, 100)).toBe(10_000);
  expect(waitMsOf(1_000, 4_000, 100)).toBe(6_000);
});

test("nothing waits before the first upload, behind the pace, or without one", () => {
  expect(waitMsOf(0, 0, 100)).toBe(0);
  expect(waitMsOf(1_000, 20_000, 100)).toBe(0);
  expect(waitMsOf(1_000, 0, Infinity)).toBe(0);
});
