import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const PAGES = globSync(["*.md", "docs/**/*.md", "examples/*/README.md", "packages/*/README.md"]);

/** Returns the lines of a page's blocks of shell commands on which two commands were joined, for example by a formatter of text. */
const joinedIn = (page: string) =>
  [...page.matchAll(/^ *```sh\n(.*?)^ *```$/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .filter((line) => /^\S.*[^|&;"'(:$]\s+\.\/paperledger(?:\s|$)/.test(line.replace(/^#.*/, "")));

test("two commands on one line are found, and a pipe of commands is not", () => {
  expect(joinedIn("```sh\n./paperledger tail ./paperledger tail --json\n```")).toHaveLength(1);
  expect(joinedIn("```sh\n./paperledger tail # a comment ./paperledger\n```")).toHaveLength(1);
  expect(joinedIn("```sh\n./paperledger tail\nnpm ci && ./paperledger runs\n```")).toEqual([]);
});

test("each command in a page's block has a line of its own", () => {
  expect(PAGES.length).toBeGreaterThan(30);
  const found = PAGES.flatMap((path) =>
    joinedIn(readFileSync(path, "utf8")).map((line) => `${path}: ${line}`),
  );
  expect(found).toEqual([]);
});
