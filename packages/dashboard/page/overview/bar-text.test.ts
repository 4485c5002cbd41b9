import { expect, test } from "vitest";
import { barText } from "./bar-text.ts";
import { barsOf } from "./bars.ts";
import { lineOf } from "./run-line.fixture.ts";

const NOW = new Date("2026-11-28T12:00:00.000Z");
const textOf = (line: Parameters<typeof lineOf>[0]) =>
  barsOf([lineOf(line)], 3_600_000).map((bar) => barText(bar, NOW));

test.each([
  [{ key: "raw-data/\u202egnp.exe" }, /: \\u202egnp\.exe, completed, 2 s$/],
  [{ key: null }, /: 01KB3B0000ABCDEFGHJKMNPQRS, completed, 2 s$/],
  [
    { was_redriven: true, took_ms: null, span_ms: 7_200_000 },
    /: papers-1\.xml\.gz, completed, redriven, 2 h 0 min$/,
  ],
  [
    {
      key: "raw-data/redrives/batch-20261127-01KB3B0000ABCDEFGHJKMNPQRS/01KB3B0000ABCDEFGHJKMNPQRT-3-rejects/papers-1.gz",
    },
    /: redrive of 3 rejects of 01KB3B0000ABCDEFGHJKMNPQRS, completed, 2 s$/,
  ],
])("a bar of one run names its file, outcome and time: %#", (line, text) => {
  expect(textOf(line)).toEqual([expect.stringMatching(text)]);
});
