import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const ENGLISH = readFileSync("README.md", "utf8");
const CHINESE = readFileSync("README.zh-TW.md", "utf8");

/** Returns the blocks of code on a page. */
const blocksOf = (page: string) => page.match(/^```.*?^```$/gms) ?? [];
/** Returns the pieces of code inside lines, without repeats and without blocks. */
const codeOf = (page: string) =>
  [...new Set(page.replace(/^```.*?^```$/gms, "").match(/`[^`\n]+`/g))].toSorted();
const linksOf = (page: string) =>
  [...page.matchAll(/\]\(([^)]+)\)/g)]
    .flatMap(([, target]) => target ?? [])
    .filter((target) => !/^README/.test(target));

describe("the README in Traditional Chinese matches the English one", () => {
  test("its blocks of commands and its picture are the same", () => {
    expect(blocksOf(CHINESE)).toEqual(blocksOf(ENGLISH));
  });

  test("it names the same commands, files and variables", () => {
    expect(codeOf(CHINESE)).toEqual(codeOf(ENGLISH));
  });

  test("its links are the same, and it has as many sections", () => {
    expect(linksOf(CHINESE).toSorted()).toEqual(linksOf(ENGLISH).toSorted());
    expect(CHINESE.match(/^##+ /gm)).toHaveLength(ENGLISH.match(/^##+ /gm)?.length ?? 0);
  });
});

test("the files that the README links to exist", () => {
  for (const target of linksOf(ENGLISH))
    expect([target, existsSync(target.replace(/#.*/, ""))]).toEqual([target, true]);
});
