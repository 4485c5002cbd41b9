import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { builtPage } from "./built-page.ts";

/** The most bytes of scripts that a browser loads, compressed. */
const MOST_BYTES = 250_000;

test("the page has its token, and less than 250 KB of compressed scripts, which are all its own", async () => {
  const page = await builtPage();
  const html = page.html("the-token-of-this-start");
  expect(html).toContain('content="the-token-of-this-start"');
  const names = [...html.matchAll(/src="\/assets\/([^"]+\.js)"/g)].map(([, name = ""]) => name);
  expect(names).toHaveLength(1);
  const bytes = names.map((name) => gzipSync(page.asset(name)?.content ?? "").length);
  expect(Math.min(...bytes)).toBeGreaterThan(10_000);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MOST_BYTES);
  expect(html).not.toMatch(/(?:src|href)="(?!\/|data:)/);
});
