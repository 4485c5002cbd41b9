import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/**
 * Returns what axe finds wrong with a page by WCAG 2.2 AA, a line each. axe runs in the page without a script tag, because the
 * policy refuses script tags.
 */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  return page.evaluate(`axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
    violations.map(({ id, nodes: [first] }) => [id, first.html.slice(0, 200), first.failureSummary].join(" ")))`);
}
