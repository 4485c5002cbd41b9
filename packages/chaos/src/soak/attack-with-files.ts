import fc from "fast-check";
import { hostileFile } from "../hostile/hostile-file.ts";
import { MOST_CPU_MS, processHostileFile } from "../hostile/process-hostile-file.ts";
import { NOTHING, type Report } from "./tally.ts";

const FILES = 4_000;

/** Runs one round of hostile files. */
export async function attackWithFiles(seed: number, report: Report): Promise<void> {
  const files = fc.sample(hostileFile, { seed, numRuns: FILES });
  for (const file of files) {
    const problem = await processHostileFile(file).then(
      ({ cpuMs }) => (cpuMs > MOST_CPU_MS ? `it took ${cpuMs} ms of CPU time` : undefined),
      (error: unknown) => error,
    );
    if (problem !== undefined) console.error(`Broken by ${JSON.stringify(file.story)}:`, problem);
    report("hostile files", { ...NOTHING, cases: 1, wrong: problem === undefined ? 0 : 1 });
  }
}
