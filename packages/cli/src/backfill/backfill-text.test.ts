import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { expect, test } from "vitest";
import {
  backfilledText,
  backfillProgressText,
  estimateText,
  failedBeforeText,
  failedRunText,
} from "./backfill-text.ts";

const ESTIMATE = {
  objects: 3,
  bytes: 1_000,
  records: 90,
  writeUnits: 360,
  readUnits: 45,
  dollars: 0.001,
};
const PACE = { filesAtOnce: 2, writeUnitsPerSecond: 4_000 };

test("an estimate says what a backfill costs on this machine only where it runs there", () => {
  const shown = (isLaptop: boolean) =>
    estimateText(ESTIMATE, { done: 1, failedBefore: 0, isLaptop, pace: PACE, width: undefined });
  expect(shown(true)).toContain("this machine's own disk");
  expect(shown(false)).not.toContain("this machine");
  expect(shown(false)).toContain("360 write and 45 read units");
});

test("an estimate counts what failed before beside what is done", () => {
  const text = estimateText(ESTIMATE, {
    done: 4,
    failedBefore: 1,
    isLaptop: true,
    pace: PACE,
    width: undefined,
  });
  expect(text).toContain("; 4 more are done; 1 failed before\n");
});

const ON_AWS = { dataDir: ".paperledger", outputs: "o.json" };

test("of many objects whose runs failed before, some are shown, and one command processes all of them again", () => {
  const runs = Array.from({ length: 25 }, (_, nth) =>
    runOf({
      key: `papers-${nth}`,
      end: "failed",
      at: `2025-03-${String(25 - nth).padStart(2, "0")}T12:00:00.000Z`,
    }),
  );
  const lines = failedBeforeText(runs, ({ key }) => key ?? "", ON_AWS).split("\n");
  expect(lines).toHaveLength(22);
  expect(lines.at(-2)).toBe("  and 5 more");
  expect(lines.at(-1)).toBe(
    "25 objects have runs that failed, and get no other runs. To process them again, and all other runs that failed since then: ./paperledger redrive --failed-since 2025-03-01T12:00:03Z --outputs o.json",
  );
});

test("a run that failed has a line: the file, why, and the command that shows it", () => {
  const run = runOf({ key: "papers-1", end: "failed" });
  expect(failedRunText("feeds/\u001b[31ma.gz", "failed before", run, ON_AWS)).toBe(
    `  feeds/\\x1b[31ma.gz failed before: truncated: papers-1 ends too early: ./paperledger trace ${ulidOf(run.trace_id)} --outputs o.json`,
  );
});

test("at the end it is said what to do with files that failed before, where there are any", () => {
  const nothing = { ended: [], givenUp: [], left: 0 };
  expect(backfilledText(nothing, 2, ON_AWS, undefined)).toMatch(
    /failed before {2}2 files: .* \.\/paperledger redrive RUN --outputs o\.json$/,
  );
  expect(backfilledText(nothing, 0, ON_AWS, undefined)).not.toContain("before");
});

test("progress says how long the next file has to wait, where it has to", () => {
  const progress = (waitMs: number) => backfillProgressText({ left: 2, total: 3, ended: [] }, [], waitMs);
  expect(progress(90_000)).toBe("  1 of 3 files done, the next file in 1 min 30 s");
  expect(progress(0)).not.toContain("next");
});

test("progress shows no noughts", () => {
  expect(backfillProgressText({ left: 3, total: 3, ended: [] }, [], 0)).toBe("  3 files to do");
  expect(backfillProgressText({ left: 2, total: 3, ended: [runOf({})] }, [runOf({ key: "b" })], 0)).toBe(
    "  1 of 3 files done, 1 run under way: 40 processed, 2 rejected",
  );
});
