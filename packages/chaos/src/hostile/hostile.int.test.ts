import { COMPRESSION_NAMES } from "@paperledger/core/compression/decompress";
import { FORMATS } from "@paperledger/core/formats/formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileFile } from "./hostile-file.ts";
import { MOST_CPU_MS, processHostileFile } from "./process-hostile-file.ts";

/** The number of files. Set it with `HOSTILE_CASES=200000 npm test`. */
const CASES = Number(process.env.HOSTILE_CASES ?? 2_000);
const SEED = Number(process.env.HOSTILE_SEED ?? 20_260_301);

test(`${CASES} hostile files of every format and compression each end completed or failed, add up, and take bounded time`, async () => {
  const seen = { completed: 0, failed: 0, running: 0, rejects: 0 };
  const formats = new Set<string>();
  const compressions = new Set<string>();
  await fc.assert(
    fc.asyncProperty(hostileFile, async (file) => {
      const { result, readAs, cpuMs } = await processHostileFile(file);
      seen[result.status] += 1;
      seen.rejects += result.failed_count;
      if (readAs) {
        formats.add(readAs.format);
        compressions.add(readAs.compression);
      }
      expect(cpuMs).toBeLessThan(MOST_CPU_MS);
    }),
    { numRuns: CASES, seed: SEED, endOnFailure: CASES > 2_000 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("paper_id");
  expect(seen.completed).toBeGreaterThan(CASES / 10);
  expect(seen.failed).toBeGreaterThan(CASES / 10);
  expect(seen.rejects).toBeGreaterThan(CASES / 10);
  expect(formats).toEqual(new Set([...FORMATS.map(({ name }) => name), "tar"]));
  expect(compressions).toEqual(new Set(["none", ...COMPRESSION_NAMES]));
});
