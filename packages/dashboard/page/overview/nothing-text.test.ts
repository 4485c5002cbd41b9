import { expect, test } from "vitest";
import { nothingText } from "./nothing-text.ts";
import { lineOf } from "./run-line.fixture.ts";

const runs = [lineOf(), lineOf({ bucket: "archive" }), lineOf({ bucket: null })];

test.each([
  [
    { text: "s3://other/a.gz", papers: [] },
    /^None of the listed runs read a file of the bucket other\. Their files are in raw, archive\.$/,
  ],
  [{ text: "s3://raw/a.gz", papers: [] }, /^No run, paper or file of this name\. /],
  [{ text: "2401.00001", papers: ["arxiv:2401.00001"] }, /^There is no paper arxiv:2401\.00001, /],
])("a search without a hit says what was looked for: %j", (searched, text) => {
  expect(nothingText(searched, runs)).toMatch(text);
});

test("a bucket is not the one of a list without runs", () => {
  expect(nothingText({ text: "s3://other/a.gz", papers: [] }, [])).toBe(
    "None of the listed runs read a file of the bucket other.",
  );
});
