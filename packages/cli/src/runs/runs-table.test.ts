import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { widthOf } from "../text/text-width.ts";
import { runsTable } from "./runs-table.ts";

const runs = [
  runOf({ key: "raw-data/b\x07.gz", end: "failed", at: "2025-03-01T13:00:00.000Z" }),
  runOf({ key: "raw-data/a.gz", batches: [{}, {}] }),
];

test("tells all of a run where lines have no end", () => {
  const [heading, failed, completed] = runsTable(runs, NO_COLORS).split("\n");
  expect(heading).toMatch(
    /^RUN +STATUS +UPLOADED +STARTED +TOOK +NEW +KNOWN +REJECTED +PROCESSED +REASON +FILE$/,
  );
  expect(failed).toMatch(
    /^[0-9A-Z]{26} {2}failed {5}13:00:00 +13:00:01 +[\d.]+ m?s +15 {6}4 {9}1 {9}20 {2}truncated \+1 +raw-data\/b\\x07.gz$/,
  );
  expect(completed).toMatch(
    /completed {2}12:00:00 +12:00:01 +[\d.]+ m?s +30 {6}8 {9}2 {9}40 {2}no-id +raw-data\/a.gz$/,
  );
});

const WIDE = [...runs, runOf({ key: `raw-data/${"論文集二〇二五年".repeat(8)}.gz` })];

test.each([60, 80, 120])("fits %i columns, with the reason and a name for each file", (width) => {
  const lines = runsTable(WIDE, NO_COLORS, width).split("\n");
  expect(lines[0]).toMatch(/^RUN +STATUS .*REASON +FILE$/);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  expect(lines[1]).toMatch(/truncated \+1 +b\\x07.gz$/);
  expect(lines[3]).toMatch(/論.*….*\.gz$/);
});

test("tells the day too where there are several", () => {
  const other = runOf({ at: "2025-02-28T13:00:00.000Z" });
  expect(runsTable([...runs, other], NO_COLORS)).toContain("2025-02-28 13:00:01Z");
});
