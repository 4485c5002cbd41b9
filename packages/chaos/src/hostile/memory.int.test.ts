import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import * as z from "zod";

const MIB = 1024 * 1024;
const PAPERS = 16_000;
const LONG_FILE = fileURLToPath(new URL("./long-file.ts", import.meta.url));
/** A small heap. A program that keeps what it reads runs out of memory long before the end of the file. */
const SMALL_HEAP = ["--max-old-space-size=128", "--max-semi-space-size=4"];

const outputSchema = z.object({
  result: z.object({ status: z.string(), upsert_count: z.int() }),
  bytes: z.int(),
  largestBytes: z.int(),
});

test("a file of 300 MiB is processed with a heap of 128, in a process smaller than the file", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [...SMALL_HEAP, LONG_FILE, String(PAPERS)]);
  const { result, bytes, largestBytes } = outputSchema.parse(JSON.parse(stdout));
  expect(result).toEqual({ status: "completed", upsert_count: PAPERS });
  expect(bytes).toBeGreaterThan(300 * MIB);
  expect(largestBytes).toBeLessThan(bytes);
});
