import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { eventsTable } from "./events-table.ts";

const batches = (count: number) => Array.from({ length: count }, () => ({}));

test("each event has its line, in order", () => {
  expect(eventsTable(eventsOfRun({ batches: batches(2) }), false, NO_COLORS)).toMatchInlineSnapshot(`
    "  SEQ  AT            EVENT
        0  12:00:01.000  started     20 kB in raw
        1  12:00:02.000  batch-done  15 new, 4 known, 1 rejected, 40 ms
        2  12:00:03.000  batch-done  15 new, 4 known, 1 rejected, 40 ms
        3  12:00:04.000  completed   30 new, 8 known, 2 rejected in 2 batches"
  `);
});

test("the batches in the middle of a long run are summed up in one line", () => {
  const lines = eventsTable(eventsOfRun({ batches: batches(100) }), false, NO_COLORS).split("\n");
  expect(lines).toHaveLength(1 + 1 + 4 + 1 + 4 + 1);
  expect(lines[6]).toMatch(/\.\.\. +batch-done {2}92 more: 1,380 new, 368 known, 92 rejected$/);
  expect(lines[5]).toMatch(/^ +4 /);
  expect(lines[7]).toMatch(/^ +97 /);
});

test("all are there where all are asked for", () => {
  expect(eventsTable(eventsOfRun({ batches: batches(100) }), true, NO_COLORS).split("\n")).toHaveLength(103);
});

test("a failure tells its reason, and how far the run came", () => {
  expect(eventsTable(eventsOfRun({ end: "failed" }), false, NO_COLORS)).toMatch(
    /^ *failure 1 .* failed +truncated after record 20$/m,
  );
});
