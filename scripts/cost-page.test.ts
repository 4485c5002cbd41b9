import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COST_PAGE, CostPageError, withCosts } from "./cost-page.ts";

const page = readFileSync(COST_PAGE, "utf8");

test("the tables of costs are made from the list prices: run `npm run docs` after a change", () => {
  expect(page).toBe(withCosts(page));
});

test("an outdated table is replaced, and the text around it stays", () => {
  const outdated = page.replace(/^\| papers, written .*\n/m, "");
  expect(outdated).not.toBe(page);
  expect(withCosts(outdated)).toBe(page);
});

test("a page without the markers is refused", () => {
  expect(() => withCosts("# A page")).toThrow(CostPageError);
});
