import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const BYTES = 300 * 1024 * 1024;
const MODULE = new URL("./peak-memory.ts", import.meta.url).href;

async function peakOf(before: string): Promise<number> {
  const script = `import { peakMemoryBytes } from ${JSON.stringify(MODULE)}; ${before} console.log(peakMemoryBytes());`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  return Number(stdout);
}

test("what a process held for a moment is seen after it", async () => {
  expect(await peakOf(`Buffer.alloc(${BYTES}, 1);`)).toBeGreaterThan(BYTES);
}, 30_000);

test("the memory of its parent does not count", async () => {
  const held = Buffer.alloc(BYTES, 1);
  expect(await peakOf("")).toBeLessThan(BYTES);
  expect(held).toHaveLength(BYTES);
}, 30_000);
