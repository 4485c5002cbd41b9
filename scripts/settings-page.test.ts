import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SETTING_NAMES } from "../stacks/settings.ts";
import { SETTINGS_PAGE, SettingsPageError, withSettings } from "./settings-page.ts";

const page = readFileSync(SETTINGS_PAGE, "utf8");

test("the list of settings is made from the descriptions: run `npm run docs` after a change", () => {
  expect(page).toBe(withSettings(page));
});

test("the list has each setting once", () => {
  const listed = [...page.matchAll(/^\| `(PAPERLEDGER_\w+)` \|/gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(SETTING_NAMES.toSorted());
});

test("a row names the default and the range in units that people read", () => {
  expect(page).toContain(
    "| `PAPERLEDGER_MAX_RECORD_BYTES` | 524288 (512 KiB) | bytes, 1024 (1 KiB) to 1073741824 (1 GiB) |",
  );
  expect(page).toContain("| `PAPERLEDGER_EMBEDDER` | `local` | `local`, `bedrock` |");
});

test("an outdated list is replaced, and the text around it stays", () => {
  const outdated = page.replace(/^\| `PAPERLEDGER_MAX_RECORD_BYTES`.*\n/m, "");
  expect(outdated).not.toBe(page);
  expect(withSettings(outdated)).toBe(page);
});

test("a page without the markers is refused", () => {
  expect(() => withSettings("# A page")).toThrow(SettingsPageError);
});
