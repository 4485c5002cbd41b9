import { expect, test } from "vitest";
import { timeTexts } from "./time-texts.ts";

const at = (...time: readonly [number, number, number, number?]) =>
  new Date(2026, 10, 28, ...time).getTime() / 1_000;

test.each([
  ["hours", [at(22, 0, 0), at(23, 0, 0), at(24, 0, 0)], ["22:00\n2026-11-28", "23:00", "00:00\n2026-11-29"]],
  ["minutes", [at(11, 29, 0), at(11, 30, 0)], ["11:29\n2026-11-28", "11:30"]],
  [
    "seconds",
    [at(11, 29, 0), at(11, 29, 15), at(11, 29, 30)],
    ["11:29:00\n2026-11-28", "11:29:15", "11:29:30"],
  ],
  [
    "parts of a second",
    [at(11, 29, 0), at(11, 29, 0, 500), at(11, 29, 1)],
    ["11:29:00\n2026-11-28", "", "11:29:01"],
  ],
  ["one moment", [at(11, 29, 0)], ["11:29\n2026-11-28"]],
])("labels of moments that are %s apart differ", (_, seconds, texts) => {
  expect(timeTexts(seconds)).toEqual(texts);
});
