import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
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

/** Builds the page in a process with a value of NODE_ENV. Returns the script. */
async function scriptBuiltWith(nodeEnv: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = `
    const { buildPage } = await import(${JSON.stringify(import.meta.resolve("./build-page.ts"))});
    await buildPage(process.argv[1], process.argv[2]);`;
  const page = fileURLToPath(new URL("../../page", import.meta.url));
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, page, folder], {
    env: { ...process.env, NODE_ENV: nodeEnv },
  });
  const [script = ""] = (await readdir(join(folder, "assets"))).filter((name) => name.endsWith(".js"));
  return readFile(join(folder, "assets", script), "utf8");
}

test("given any NODE_ENV, when the page is built, then it is the same and names no source file", async () => {
  const [inTest, inProduction] = await Promise.all([scriptBuiltWith("test"), scriptBuiltWith("production")]);
  expect(inTest).toBe(inProduction);
  expect(inTest).not.toMatch(/\.tsx|\/packages\//);
});
