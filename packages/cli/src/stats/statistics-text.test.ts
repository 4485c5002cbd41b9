import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { NO_TALLY } from "@paperledger/core/statistics/tally";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { statisticsText } from "./statistics-text.ts";

test("tells what was counted and the rates that follow", () => {
  const { tally } = runOf({ batches: [{ batch_ms: 10 }, { batch_ms: 30 }] });
  expect(statisticsText({ kind: "total" }, tally, NO_COLORS, 80)).toMatchInlineSnapshot(`
    "Runs of all time
      runs          1 started, 1 completed, 0 failed
      processed     40  120 kB of records
      new           30  75 %
      known          8  20 %
      rejected       2  5 %
      success rate  95 % of the records are new or known
      batches        2
      batch time    mean 20 ms, p50 10 ms, p95 30 ms, p99 30 ms
    Rejected: a record counts again when a redrive rejects it again. In the things
    to do it counts once."
  `);
});

test.each([
  [{ kind: "total" }, "No run yet."],
  [{ kind: "day", date: "2025-03-01" }, "No run of 2025-03-01 (UTC)."],
  [
    { kind: "source", source: "arxiv", date: "2025-03-01" },
    "No run with records of arxiv on 2025-03-01 (UTC).",
  ],
] as const)("says so where nothing was counted: %o", (scope, text) => {
  expect(statisticsText(scope, NO_TALLY, NO_COLORS)).toBe(text);
});
