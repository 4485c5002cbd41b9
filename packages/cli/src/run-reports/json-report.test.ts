import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { endedRunOf } from "./ended-run.fixture.ts";
import { jsonReport } from "./json-report.ts";

function report() {
  const { terminal, printed } = terminalOf();
  return { report: jsonReport(terminal, null), lines: () => printed.map((line) => JSON.parse(line)) };
}

test("of one file, the last line is the run's result as the processor gives it", async () => {
  const { report: json, lines } = report();
  const ended = await endedRunOf();
  json.ended(ended);
  json.allEnded([ended]);
  expect(lines()).toEqual([{ type: "result", ...ended.result }]);
});

test("of several files, the last line is their results", async () => {
  const { report: json, lines } = report();
  const runs = [await endedRunOf({ key: "a" }), await endedRunOf({ key: "b", end: "failed" })];
  for (const ended of runs) json.ended(ended);
  json.allEnded(runs);
  expect(lines().at(-1)).toEqual({ type: "results", results: runs.map(({ result }) => result) });
});

test("progress is told where there is some", () => {
  const { report: json, lines } = report();
  const run = runOf({ end: "running" });
  json.progress([run]);
  json.progress([run]);
  json.progress([runOf({ batches: [{}, {}], end: "running" })]);
  expect(lines()).toMatchObject([
    {
      type: "progress",
      processed: 20,
      upserted: 15,
      duplicate: 4,
      rejected: 1,
      batches: 1,
      run_status: "running",
    },
    { type: "progress", processed: 40 },
  ]);
});

test("what the sample subscriber answers is told as it is", () => {
  const { report: json, lines } = report();
  json.delivered({ event_id: "batch-1:1", papers: 2, vectors: 1 });
  expect(lines()).toEqual([{ type: "subscriber", event_id: "batch-1:1", papers: 2, vectors: 1 }]);
});
