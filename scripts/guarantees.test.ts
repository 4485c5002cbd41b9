import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const text = readFileSync("docs/guarantees.md", "utf8");
const sections = text.split(/^## (?=\d\. )/m).slice(1);
const testsIn = (section: string) =>
  [...section.matchAll(/`((?:packages|scripts|stacks)\/[^`]+\.test\.ts)`/g)].flatMap(
    ([, file]) => file ?? [],
  );

test("there are eight promises, and each names a test that attacks it", () => {
  expect(sections.map((section) => section[0])).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
  expect(sections.filter((section) => testsIn(section).length === 0)).toEqual([]);
});

test("every test that the page names exists", () => {
  expect(testsIn(text).filter((file) => !existsSync(file))).toEqual([]);
});
