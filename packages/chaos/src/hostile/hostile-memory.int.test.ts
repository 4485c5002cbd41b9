import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { childProgram } from "../crashes/child-program.ts";
import { startSlowStores } from "./slow-stores.ts";
import { WORST_FILES } from "./worst-files.ts";

const MIB = 1024 * 1024;
const MOST_BYTES = 200 * MIB;
const WORST_FILE_RUN = new URL("./worst-file-run.ts", import.meta.url);
/**
 * The heap's limit is several times the tested limit, so that it does not decide the test. The space for short-lived objects is
 * small, because V8 would otherwise collect up to 192 MB of garbage there for every file.
 */
const HEAP = ["--max-old-space-size=1024", "--max-semi-space-size=16"];

const outputSchema = z.object({
  result: z.object({ status: z.string(), processed_count: z.int() }).nullable(),
  peakBytes: z.int().positive(),
});

async function run(...args: readonly string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [...HEAP, program, ...args]);
  return outputSchema.parse(JSON.parse(stdout));
}

let program: string;
let idleBytes: number;
beforeAll(async () => {
  program = await childProgram("worst-file-run", WORST_FILE_RUN);
  idleBytes = (await run()).peakBytes;
});

test.each(WORST_FILES)(
  "%s: the process takes less than 200 MiB more than an idle one, with the processor's own limits",
  async (_, records, file) => {
    const stores = await startSlowStores(file());
    try {
      const { result, peakBytes } = await run(stores.endpoint);
      expect(result?.status).toMatch(/^(?:completed|failed)$/);
      expect(result?.processed_count).toBe(records);
      expect(Math.round((peakBytes - idleBytes) / MIB)).toBeLessThan(MOST_BYTES / MIB);
    } finally {
      await stores.stop();
    }
  },
);
