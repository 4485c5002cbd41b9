import fc from "fast-check";
import { hostileFile } from "../hostile/hostile-file.ts";
import { MOST_BYTES, MOST_MS, processHostileFile } from "../hostile/process-hostile-file.ts";
import type { Tally } from "./tally.ts";

const FILES = 2_000;

/** One round of hostile files. */
export async function attackWithFiles(
  seed: number,
  report: (attack: string, tally: Tally) => void,
): Promise<void> {
  const files = fc.sample(hostileFile, { seed, numRuns: FILES });
  for (const file of files) {
    const problem = await processHostileFile(file).then(
      ({ cost }) => (cost.ms > MOST_MS || cost.grewBytes > MOST_BYTES ? cost : undefined),
      (error: unknown) => error,
    );
    if (problem !== undefined) console.error(`Broken by ${JSON.stringify(file.story)}:`, problem);
    report("hostile files", {
      cases: 1,
      crashes: 0,
      faults: 0,
      lost: 0,
      wrong: problem === undefined ? 0 : 1,
    });
  }
}
