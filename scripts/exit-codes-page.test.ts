import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withExitCodes } from "./exit-codes-page.ts";
import { GeneratedPartError } from "./generated-part.ts";
import { SETTINGS_PAGE } from "./settings-page.ts";

const page = readFileSync(SETTINGS_PAGE, "utf8");

test("the page has the exit codes of --help: run `npm run docs` after a change", () => {
  expect(page).toBe(withExitCodes(page));
});

test("an outdated table is replaced, and the text around it stays", () => {
  const outdated = page.replace(/^\| `status` \| 1 \|.*\n/m, "");
  expect(outdated).not.toBe(page);
  expect(withExitCodes(outdated)).toBe(page);
});

test("a page without the markers is refused", () => {
  expect(() => withExitCodes("# A page")).toThrow(GeneratedPartError);
});
