import axe from "axe-core";
import type { Page } from "playwright-core";
import * as z from "zod";

/** WCAG 2.2 at level AA, and what axe's authors hold for good practice beyond it. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const found = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** Returns what axe finds wrong on a page: the rule, and the first element that breaks it. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // As a script of the page it would be refused by the Content-Security-Policy.
  await page.evaluate(axe.source);
  const violations: unknown = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))`,
  );
  return found.parse(violations).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
