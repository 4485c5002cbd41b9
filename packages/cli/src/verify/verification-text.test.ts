import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { verificationText } from "./verification-text.ts";

const verification = {
  events: 23,
  runs: 1,
  scopes: 3,
  differenceCount: 0,
  differences: [],
  groups: [],
  behind: { runs: 0, events: 0, explainsAll: false },
  unreadableCount: 0,
  unreadable: [],
  isMoving: false,
};
const difference = { of: "total", field: "upserted", expected: 1_500, found: 1_499 };
const ofTotal = { of: "total", field: "upserted", count: 1, first: difference } as const;

test("says that there is no difference, and between what", () => {
  expect(verificationText(verification, NO_COLORS)).toBe(
    "The statistics are the fold of the event log.\n  23 events of 1 run, folded and compared with 1 run and 3 sums: no difference",
  );
});

test("lists the differences by kind, with one of each", () => {
  const ofRuns = { of: "day#2025-03-01", field: "key", expected: "a\x1b", found: undefined };
  const text = verificationText(
    {
      ...verification,
      differenceCount: 1_201,
      differences: [difference],
      groups: [{ of: "day", field: "key", count: 1_200, first: ofRuns }, ofTotal],
    },
    NO_COLORS,
  );
  expect(text.split("\n")).toEqual([
    "The statistics are not the fold of the event log: 1,201 differences (23 events of 1 run)",
    '  key of 1,200 days: of day#2025-03-01, the log says "a\\u001b", the statistics nothing',
    "  upserted of the total: of total, the log says 1,500, the statistics 1,499",
    "  rebuild computes the statistics again.",
  ]);
});

test("says that it could not decide if the differences kept changing", () => {
  const text = verificationText(
    { ...verification, differenceCount: 1, differences: [difference], groups: [ofTotal], isMoving: true },
    NO_COLORS,
  );
  expect(text).toMatch(/^Could not decide whether .*: 1 difference .*runs are under way/s);
  expect(text).not.toContain("are not the fold");
});

test("says how many events are not counted if nothing else differs", () => {
  const behind = { runs: 2, events: 40, explainsAll: true };
  const text = verificationText(
    { ...verification, differenceCount: 9, groups: [ofTotal], behind },
    NO_COLORS,
  );
  expect(text).toMatch(/^40 events of 2 runs not counted yet\. What is counted is the fold/);
  expect(text).not.toContain("1,500");
});

test("lists a dozen kinds, and says how many more there are", () => {
  const groups = Array.from({ length: 20 }, (_, nth) => ({ ...ofTotal, field: `field-${nth}` }));
  const lines = verificationText({ ...verification, differenceCount: 20, groups }, NO_COLORS).split("\n");
  expect(lines).toHaveLength(15);
  expect(lines[13]).toBe("  and 8 other kinds");
});

test("lists the items that cannot be read, before what the others come to", () => {
  const unread = { ...verification, unreadableCount: 1_002, unreadable: ["seq 4 is \u001b[2Jno event"] };
  const text = verificationText(unread, NO_COLORS);
  expect(text).toMatch(
    /^1,002 items of the tables cannot be read.*them:\n.*no event\n {2}and 1,001 more\n {2}rebuild .*\nThe statistics are/,
  );
  expect(text).not.toContain("\u001b");
});
