import { expect, test } from "vitest";
import { monthlyCost, type PaperKind, sumOf } from "./monthly-cost.ts";

const kind: PaperKind = {
  batchPapers: 25,
  writeUnits: 3,
  readUnits: 0.5,
  logWriteUnits: 0.08,
  keptKb: 3.3,
  fileKb: 1,
  papersPerSecond: 500,
};
const cents = (papers: number, part: "ingest" | "kept") =>
  monthlyCost(papers, kind)[part].map(({ what, dollars }) => [what, Number(dollars.toFixed(2))]);

test("a bill for 100 million papers has the amounts that were computed by hand", () => {
  expect(cents(100_000_000, "ingest")).toEqual([
    ["papers, written", 187.5],
    ["papers, looked up first", 6.25],
    ["event log", 5],
    ["claims on the batch files", 0.01],
    ["statistics", 2.58],
    ["events, and putting them into the archive", 4.82],
    ["Lambda", 2.98],
    ["logs", 0.9],
  ]);
  expect(cents(100_000_000, "kept")).toEqual([
    ["tables, kept and recoverable", 148.5],
    ["batch files and archive, kept", 2.48],
  ]);
});

test("a bill is proportional to the number of papers", () => {
  const { ingest } = monthlyCost(1_000_000, kind);
  expect(sumOf(monthlyCost(100_000_000, kind).ingest)).toBeCloseTo(100 * sumOf(ingest), 6);
});
