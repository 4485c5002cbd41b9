import { expect, test } from "vitest";
import { countedUpToText } from "./counted-up-to.ts";

test.each([
  [null, 0, "Counted up to no event yet."],
  ["2026-03-01T02:03:04.567Z", 0, "Counted up to the event of 2026-03-01 02:03:04Z."],
  [
    "2026-03-01T02:03:04.567Z",
    1,
    "Counted up to the event of 2026-03-01 02:03:04Z; 1 earlier event known to be missing.",
  ],
  [
    "2026-03-01T02:03:04.567Z",
    1_200,
    "Counted up to the event of 2026-03-01 02:03:04Z; 1,200 earlier events known to be missing.",
  ],
])("of newest event %s with %s behind is %j", (newestEventAt, eventsBehind, text) => {
  expect(countedUpToText({ newestEventAt, eventsBehind })).toBe(text);
});

test("of statistics of an earlier version, the time of the newest event is said to be unknown", () => {
  expect(countedUpToText({ newestEventAt: null, eventsBehind: 0, isTimeUnknown: true })).toBe(
    "Counted up to an event whose time is not known until the next event or a rebuild.",
  );
});
