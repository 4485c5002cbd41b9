import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { followRuns } from "./follow-runs.ts";
import type { RunWatch } from "./watch-runs.ts";

/** Returns a watch that yields each of these lists of runs once, and then empty lists. */
function watchOf(...looks: readonly RunStatistics[][]): RunWatch {
  const left = [...looks];
  return { look: async () => left.shift() ?? [] };
}

const running = runOf({ key: "a", end: "running" });
const completed = runOf({ key: "a" });
const failed = runOf({ key: "b", end: "failed" });

test("gives each run as it ends, and tells of every look", async () => {
  const stopping = new AbortController();
  const looks: string[] = [];
  const ended: string[] = [];
  const following = followRuns(watchOf([running], [running, failed], [completed]), {
    stop: stopping.signal,
    onLook: (runs) => looks.push(runs.map(({ key }) => key).join("+")),
    pauseMs: 1,
  });
  for await (const { key, run_status } of following) {
    ended.push(`${key} ${run_status}`);
    if (ended.length === 2) stopping.abort();
  }
  expect(ended).toEqual(["b failed", "a completed"]);
  expect(looks).toEqual(["a", "a+b", "a"]);
});

test("ends when it is told to, though a run is under way", async () => {
  const following = followRuns(watchOf([running]), { stop: AbortSignal.abort(), onLook: () => undefined });
  expect(await Array.fromAsync(following)).toEqual([]);
});

test("ends when everything is quiet and a run still has not ended", async () => {
  const following = followRuns(
    { look: async () => [running] },
    { stop: new AbortController().signal, onLook: () => undefined, quiet: async () => undefined, pauseMs: 1 },
  );
  expect(await Array.fromAsync(following)).toEqual([]);
});
