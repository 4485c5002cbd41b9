import { globSync, readFileSync } from "node:fs";
import { EXIT_CODES } from "@paperledger/cli/help/exit-codes";
import { expect, test } from "vitest";

/**
 * Sources whose texts people read. Tests are left out, because they may name commands in any way. The bench is left out, because
 * its rows have names of commands.
 */
const SOURCES = globSync([
  "packages/*/src/**/*.ts",
  "packages/dashboard/page/**/*.{ts,tsx}",
  "stacks/**/*.ts",
]).filter(
  (path) => !/node_modules|^packages\/(bench|chaos)\/|\.test\.|\.fixture\.|^stacks\/testing\//.test(path),
);

/** A command by its name alone. From a clone, `./paperledger` runs it, and `paperledger` does not. */
const BARE = new RegExp(`(?<![./\\w-])paperledger (${Object.keys(EXIT_CODES).join("|")})\\b`);
const COMMENT = /^\s*(\*|\/\/|\/\*)/;

const bareIn = (text: string) => text.split("\n").filter((line) => !COMMENT.test(line) && BARE.test(line));

test("a bare command is found in a text, and not in a comment", () => {
  expect(bareIn('print("run paperledger verify")')).toHaveLength(1);
  expect(bareIn('print("run ./paperledger verify")\n// paperledger verify\n * `paperledger verify`')).toEqual(
    [],
  );
});

test("each message names a command in the form that works from a clone", () => {
  expect(SOURCES.length).toBeGreaterThan(300);
  const found = SOURCES.flatMap((path) =>
    bareIn(readFileSync(path, "utf8")).map((line) => `${path}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
