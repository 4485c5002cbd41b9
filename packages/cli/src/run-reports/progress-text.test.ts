import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { progressText } from "./progress-text.ts";

const twoSecondsIn = Date.parse("2025-03-01T12:00:03.000Z");

test("tells how far a run is, and how fast it goes", () => {
  const run = runOf({ batches: [{}, {}], end: "running" });
  expect(progressText([run], twoSecondsIn)).toBe("  40 processed at 20/s: 30 new, 8 known, 2 rejected");
});

test("adds up several runs", () => {
  const runs = [runOf({ key: "a" }), runOf({ key: "b" })];
  expect(progressText(runs, twoSecondsIn)).toBe(
    "  2 runs: 40 processed at 20/s: 30 new, 8 known, 2 rejected",
  );
});

test("shows no noughts while nothing is processed", () => {
  expect(progressText([runOf({ batches: [], end: "running" })], twoSecondsIn)).toBe(
    "  1 run begun, and no batch is written yet",
  );
});

test("fits 80 columns with a million papers", () => {
  const counts = { processed: 999_999, upserted: 900_000, duplicate: 99_000, rejected: 999 };
  const run = runOf({ batches: [counts], end: "running" });
  expect(progressText([run], twoSecondsIn + 600_000).length).toBeLessThanOrEqual(80);
});
