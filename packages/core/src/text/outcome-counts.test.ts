import { expect, test } from "vitest";
import { outcomesText, someOutcomesText } from "./outcome-counts.ts";

test("names the outcomes of records by the words for people, with or without those that are zero", () => {
  const counts = { upserted: 1_500, duplicate: 4, rejected: 0 };
  expect(outcomesText(counts)).toBe("1,500 new, 4 known, 0 rejected");
  expect(someOutcomesText(counts)).toBe("1,500 new, 4 known");
  expect(someOutcomesText({ upserted: 0, duplicate: 0, rejected: 0 })).toBe("nothing");
});
