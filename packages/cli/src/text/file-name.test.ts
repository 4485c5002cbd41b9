import { expect, test } from "vitest";
import { fileName } from "./file-name.ts";

test.each([
  ["raw-data/2025-03-01/papers-1.gz", "papers-1.gz"],
  ["papers-1.gz", "papers-1.gz"],
  ["raw-data/", "raw-data/"],
  ["raw-data/papers-\u001b[2J.gz", "papers-\\x1b[2J.gz"],
  [null, "-"],
  [undefined, "-"],
  ["", "-"],
])("of the key %j, %s is shown", (key, shown) => {
  expect(fileName(key)).toBe(shown);
});
