import type { Difference } from "@paperledger/core/statistics/difference";
import { differencesOfRun, differencesOfScope } from "@paperledger/core/statistics/difference";
import { countsOfHour } from "@paperledger/core/statistics/hour-counts";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { scopeId, sharesOf } from "@paperledger/core/statistics/scope";
import type { DifferenceGroup } from "@paperledger/core/statistics/verified";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { DEFAULT_DATA_DIR } from "../text/where-next.ts";
import { differenceText } from "./difference-text.ts";
import { verificationText } from "./verification-text.ts";
import type { Verification } from "./verify-ledger.ts";

const verification: Verification = {
  events: 23,
  runs: 1,
  scopes: 3,
  differenceCount: 0,
  differences: [],
  groups: [],
  behind: { runs: 0, events: 0, explainsAll: false },
  unreadableCount: 0,
  unreadable: [],
  lacksNewestEventAt: false,
  fingerprint: "0",
  isMoving: false,
};
const difference = { of: "total", field: "upserted", expected: 1_500, found: 1_499 };
const groupOf = (
  of: DifferenceGroup["of"],
  first: Difference,
  more: Partial<DifferenceGroup> = {},
): DifferenceGroup => ({ of, field: first.field, count: 1, first, isAbsent: false, ...more });
const ofTotal = groupOf("total", difference);

const textOf = (told: Partial<Verification>) =>
  verificationText({ ...verification, ...told }, NO_COLORS, { dataDir: DEFAULT_DATA_DIR });

test("says that there is no difference, and between what", () => {
  expect(textOf({})).toBe(
    "The statistics are the fold of the event log.\n  23 events of 1 run, folded and compared with 1 run and 3 sums: no difference",
  );
});

test("lists the differences by kind, with one of each, and what to do", () => {
  const ofDays = { of: "day#2025-03-01", field: "processed", expected: 7, found: undefined };
  const ofRuns = { of: "batch-1", field: "key", expected: "a\x1b", found: "b" };
  const groups = [groupOf("day", ofDays, { count: 1_200 }), groupOf("run", ofRuns, { count: 2 }), ofTotal];
  expect(textOf({ differenceCount: 1_203, groups }).split("\n")).toEqual([
    "The statistics are not the fold of the event log: 1,203 differences (23 events of 1 run)",
    "  processed records, in 1,200 sums of days: of 2025-03-01, the log says 7, the statistics nothing",
    '  file, in 2 runs: of batch-1, the log says "a\\u001b", the statistics "b"',
    "  new records, in the total: the log says 1,500, the statistics 1,499",
    "  To compute the statistics again:  ./paperledger rebuild",
  ]);
});

test("says what an earlier version did not count, and that one rebuild counts it", () => {
  const listed = { of: "total", field: "failures_listed", expected: 17, found: 0 };
  const byHour = { of: "day#2025-03-01", field: "by_hour", expected: { "3": { completed: 1 } }, found: {} };
  const failed = { of: "failed#2025-03-02#2025-03-01", field: "runs_failed", expected: 1, found: undefined };
  const groups = [
    groupOf("total", listed, { isAbsent: true }),
    groupOf("day", byHour, { isAbsent: true }),
    groupOf("failed", failed, { isAbsent: true }),
  ];
  const lacksNewestEventAt = true;
  expect(textOf({ differenceCount: 3, groups, lacksNewestEventAt }).split("\n")).toEqual([
    "The statistics lack numbers, as those of an earlier version do. All other numbers are the fold of the event log.",
    "  not counted: failed runs in the list by time of failure; counts by hour; failed runs of old files",
    "  To count them, run this once:  ./paperledger rebuild",
  ]);
  const wrong = [...groups, ofTotal];
  expect(textOf({ differenceCount: 4, groups: wrong, lacksNewestEventAt })).toMatch(
    /^The statistics are not the fold/,
  );
  const present = groupOf("total", { ...listed, found: 3 });
  expect(textOf({ differenceCount: 1, groups: [present], lacksNewestEventAt })).toMatch(
    /^The statistics are not the fold/,
  );
});

test("does not call a number that is missing from statistics of this version harmless, and names both causes", () => {
  const listed = { of: "total", field: "failures_listed", expected: 17, found: 0 };
  const missing = groupOf("total", listed, { isAbsent: true });
  expect(textOf({ differenceCount: 1, groups: [missing] }).split("\n")).toEqual([
    "The statistics are not the fold of the event log: 1 difference (23 events of 1 run)",
    "  failed runs in the list by time of failure, in the total: the log says 17, the statistics 0",
    "  If paperledger was updated since the last rebuild, the update can be the cause of all of them: an earlier version did not count this. If not, the statistics are damaged. One rebuild completes them in both cases.",
    "  To compute the statistics again:  ./paperledger rebuild",
  ]);
});

test("after an update and new runs, names the differences that the update can leave", () => {
  const listed = { of: "total", field: "failures_listed", expected: 17, found: 3 };
  const text = textOf({ differenceCount: 2, groups: [groupOf("total", listed), ofTotal] });
  expect(text).toMatch(/the update can be the cause of failed runs in the list by time of failure: /);
  expect(textOf({ differenceCount: 1, groups: [ofTotal] })).not.toContain("update");
});

test("each difference that a run or a sum can have is told in words, on a line that is not too long", () => {
  const run = runOf({ end: "failed" });
  const of = parseTraceId(run.trace_id);
  const { tally } = run;
  const scopes = [
    ...sharesOf(run).map(({ scope }) => scope),
    { kind: "redrive", of, by: of } as const,
    { kind: "late", began: "2025-03-02", date: "2025-03-01" } as const,
    { kind: "failed", failed: "2025-03-02", date: "2025-03-01" } as const,
  ];
  const byHour = Object.assign(
    {},
    ...Array.from({ length: 24 }, (_, hour) =>
      countsOfHour(hour, { upserted: 1_000, duplicate: 1_000, rejected: 1_000 }),
    ),
  );
  const all: readonly DifferenceGroup[] = [
    ...differencesOfRun(of, run, undefined).map((each) => groupOf("run", each)),
    ...scopes.flatMap((scope) =>
      [
        ...differencesOfScope(scopeId(scope), { ...tally, by_hour: byHour, failures_listed: 1 }, undefined),
        { of: scopeId(scope), field: "is_listed", expected: true, found: false },
        { of: scopeId(scope), field: "newest_event_at", expected: "2025-03-01T12:00:00.000Z", found: null },
      ].map((each) => groupOf(scope.kind, each)),
    ),
  ];
  expect(new Set(all.map((group) => group.of)).size).toBe(7);
  for (const group of all) {
    const text = differenceText(
      group.field.startsWith("by_source.") ? { ...group, field: "by_source" } : group,
    );
    // The values are those of the tables. Everything before them is in words.
    expect(text.replace(/the log says .*$/, "")).not.toMatch(/_|#|undefined|null/);
    expect(text.length).toBeLessThan(250);
  }
});

test("says that it could not decide if the differences kept changing", () => {
  const text = textOf({ differenceCount: 1, differences: [difference], groups: [ofTotal], isMoving: true });
  expect(text).toMatch(/^Could not decide whether .*: 1 difference .*runs are under way/s);
  expect(text).not.toContain("are not the fold");
});

test("says how many events are not counted if nothing else differs", () => {
  const behind = { runs: 2, events: 40, explainsAll: true };
  const text = textOf({ differenceCount: 9, groups: [ofTotal], behind });
  expect(text).toMatch(/^40 events of 2 runs not counted yet\. The counted events match the fold/);
  expect(text).not.toContain("1,500");
});

test("lists a dozen kinds, and says how many more there are", () => {
  const groups = Array.from({ length: 20 }, (_, nth) => ({ ...ofTotal, field: `field-${nth}` }));
  const lines = textOf({ differenceCount: 20, groups }).split("\n");
  expect(lines).toHaveLength(15);
  expect(lines[13]).toBe("  and 8 other kinds");
});

test("lists the items that cannot be read, before what the others come to", () => {
  const text = textOf({ unreadableCount: 1_002, unreadable: ["seq 4 is \u001b[2Jno event"] });
  expect(text).toMatch(
    /^1,002 items of the tables cannot be read.*them:\n.*no event\n {2}and 1,001 more\n {2}Correct or delete .*\n {4}\.\/paperledger rebuild\nThe statistics are/,
  );
  expect(text).not.toContain("\u001b");
});
