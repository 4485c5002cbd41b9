import { expect, test } from "vitest";
import { runOf } from "../run-reports/run-statistics.fixture.ts";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { runsTable } from "./runs-table.ts";

const runs = [
  runOf({ key: "raw-data/b\x07.gz", end: "failed", at: "2025-03-01T13:00:00.000Z" }),
  runOf({ key: "raw-data/a.gz", batches: [{}, {}] }),
];

test("tells all of a run where lines have no end", () => {
  const [heading, failed, completed] = runsTable(runs, NO_COLORS).split("\n");
  expect(heading).toMatch(/^RUN +STATUS +STARTED +UPSERTED +DUPLICATE +REJECTED +PROCESSED +FILE$/);
  expect(failed).toMatch(
    /^[0-9A-Z]{26} {2}failed {5}13:00:01 {8}15 {10}4 {9}1 {9}20 {2}raw-data\/b\\x07.gz$/,
  );
  expect(completed).toMatch(/completed {2}12:00:01 {8}30 {10}8 {9}2 {9}40 {2}raw-data\/a.gz$/);
});

test("fits 80 columns, with the time of day", () => {
  const lines = runsTable(runs, NO_COLORS, 80).split("\n");
  expect(lines[0]).toMatch(/STARTED/);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test("tells the day too where there are several", () => {
  const other = runOf({ at: "2025-02-28T13:00:00.000Z" });
  expect(runsTable([...runs, other], NO_COLORS)).toContain("2025-02-28 13:00:01Z");
});
