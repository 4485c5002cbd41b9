import { expect, test } from "vitest";
import { dateOfParts } from "./date-of-parts.ts";

test.each<[(number | null)[], string | null | undefined]>([
  [[2021, 3, 5], "2021-03-05"],
  [[2021, 12], "2021-12"],
  [[2021], "2021"],
  [[987, 1, 2], "0987-01-02"],
  [[2021, 2, 30], "2021-02"],
  [[2021, 13, 1], "2021"],
  [[2021, null, 3], "2021"],
  [[2021, 3, 0], "2021-03"],
  [[null], null],
  [[], null],
  [[20_211], undefined],
  [[-5], undefined],
  [[0], undefined],
  [[0, 1, 1], undefined],
  [[2021.5], undefined],
])("%j is %j", (parts, date) => {
  expect(dateOfParts(parts)).toBe(date);
});
