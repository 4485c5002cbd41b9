import { expect, test } from "vitest";
import { installedBrowser, noBrowserText } from "./installed-browser.fixture.ts";

test("a browser that CHROME_PATH names is taken, and no other one if it does not exist", () => {
  expect(installedBrowser(process.execPath)).toBe(process.execPath);
  expect(installedBrowser("/nowhere/chrome")).toBeUndefined();
  expect(noBrowserText("/nowhere/chrome")).toContain("/nowhere/chrome");
});
