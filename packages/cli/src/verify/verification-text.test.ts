import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { verificationText } from "./verification-text.ts";

const verification = {
  events: 23,
  runs: 1,
  scopes: 3,
  differenceCount: 0,
  differences: [],
  unreadableCount: 0,
  unreadable: [],
  isMoving: false,
};
const difference = { of: "total", field: "upserted", expected: 1_500, found: 1_499 };

test("says that there is no difference, and between what", () => {
  expect(verificationText(verification, NO_COLORS)).toBe(
    "The statistics are the fold of the event log.\n  23 events of 1 run, folded and compared with 1 run and 3 sums: no difference",
  );
});

test("lists the differences", () => {
  const text = verificationText(
    {
      ...verification,
      differenceCount: 2,
      differences: [difference, { ...difference, field: "key", expected: "a\x1b", found: undefined }],
    },
    NO_COLORS,
  );
  expect(text.split("\n")).toEqual([
    "The statistics are not the fold of the event log: 2 differences (23 events of 1 run)",
    "  total  upserted: the log says 1,500, the statistics 1,499",
    '  total  key: the log says "a\\u001b", the statistics nothing',
  ]);
});

test("says that it could not decide if the differences kept changing", () => {
  const text = verificationText(
    { ...verification, differenceCount: 1, differences: [difference], isMoving: true },
    NO_COLORS,
  );
  expect(text).toMatch(/^Could not decide whether .*: 1 difference .*runs are under way/s);
  expect(text).not.toContain("are not the fold");
});

test("says how many more differences there are than it lists", () => {
  expect(
    verificationText({ ...verification, differenceCount: 1_501, differences: [difference] }, NO_COLORS),
  ).toMatch(/1,501 differences.*\n.*\n {2}and 1,500 more$/s);
});

test("lists the items that cannot be read, before what the others come to", () => {
  const unread = { ...verification, unreadableCount: 1_002, unreadable: ["seq 4 is \u001b[2Jno event"] };
  const text = verificationText(unread, NO_COLORS);
  expect(text).toMatch(
    /^1,002 items of the tables cannot be read.*them:\n.*no event\n {2}and 1,001 more\n {2}rebuild .*\nThe statistics are/,
  );
  expect(text).not.toContain("\u001b");
});
