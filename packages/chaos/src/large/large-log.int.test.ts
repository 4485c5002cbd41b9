import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import * as z from "zod";

const LARGE_LOG = fileURLToPath(new URL("./large-log.ts", import.meta.url));
/** A small heap. A program that keeps all runs, or all events of a long run, runs out of memory long before the end of the log. */
const SMALL_HEAP = ["--max-old-space-size=32", "--max-semi-space-size=4"];

const outputSchema = z.object({ result: z.looseObject({ events: z.int(), runs: z.int() }) });

async function workOn(command: "verify" | "prove" | "rebuild" | "replay", runs: number, batches: number) {
  const size = ["--runs", String(runs), "--batches", String(batches)];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...SMALL_HEAP,
    LARGE_LOG,
    command,
    ...size,
  ]);
  return outputSchema.parse(JSON.parse(stdout)).result;
}

test.each([
  ["25,000 short runs are compared", "verify", 25_000, 8],
  ["100 long runs are compared", "verify", 100, 2_498],
  ["25,000 short runs are proven", "prove", 25_000, 8],
  ["100 long runs are proven", "prove", 100, 2_498],
] as const)("250,000 events of %s with a heap of 32 MiB", async (_, command, runs, batches) => {
  expect(await workOn(command, runs, batches)).toMatchObject({
    events: 250_000,
    runs,
    differenceCount: 0,
  });
});

test("250,000 events of 25,000 short runs are rebuilt with a heap of 32 MiB", async () => {
  expect(await workOn("rebuild", 25_000, 8)).toMatchObject({ events: 250_000, runs: 25_000 });
});

test("250,000 events of 25,000 short runs are replayed with a heap of 32 MiB", async () => {
  expect(await workOn("replay", 25_000, 8)).toEqual({ events: 250_000, runs: 25_000 });
});
