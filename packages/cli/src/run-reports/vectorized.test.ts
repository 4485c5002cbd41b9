import { expect, test } from "vitest";
import { vectorizedRuns } from "./vectorized.ts";

test("adds up the answers of each run", () => {
  const runs = vectorizedRuns();
  runs.add({ event_id: "batch-1:1", papers: 25, vectors: 25 });
  runs.add({ event_id: "batch-1:2", papers: 10, vectors: 9 });
  runs.add({ event_id: "batch-2:1", papers: 1, vectors: 1 });
  expect(runs.of("batch-1")).toEqual({ events: 2, papers: 35, vectors: 34 });
  expect(runs.of("batch-3")).toEqual({ events: 0, papers: 0, vectors: 0 });
  expect(runs.answers()).toBe(3);
});

test("an event that is delivered again counts once, as it was answered first", () => {
  const runs = vectorizedRuns();
  expect(runs.add({ event_id: "batch-1:1", papers: 25, vectors: 25 })).toBe(true);
  expect(runs.add({ event_id: "batch-1:1", papers: 25, vectors: 0 })).toBe(false);
  expect(runs.of("batch-1")).toEqual({ events: 1, papers: 25, vectors: 25 });
});
