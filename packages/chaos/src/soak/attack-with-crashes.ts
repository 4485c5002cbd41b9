import { randomNumbers } from "@paperledger/aws/faults/random-numbers";
import { scrambled } from "@paperledger/local/faults/scrambled";
import { CLEAN_CASE, type CrashCase, type CrashLab, runCase } from "../crashes/crash-case.ts";
import { twoCrashes, twoProcessors } from "../crashes/crash-cases.ts";
import { functionChildren } from "../crashes/function-children.ts";
import { batchFile } from "../worlds/batch-file.ts";
import { startServices } from "../worlds/services.ts";
import { uploadBatchFile } from "../worlds/world.ts";
import { attackWithCases } from "./attack-with-cases.ts";
import type { Tally } from "./tally.ts";

const CASES_EACH = 20;
const PAPERS = 80;
const FAULT_RATE = 0.2;

/** One round of crashes, of processors at once, and of both with faults and a scrambled stream on top. */
export async function attackWithCrashes(
  seed: number,
  report: (attack: string, tally: Tally) => void,
): Promise<void> {
  const random = randomNumbers(seed);
  const services = await startServices();
  const unharmed = functionChildren();
  const faulty = functionChildren({ faults: { seed, rate: FAULT_RATE } });
  try {
    const upload = await uploadBatchFile(services, "papers.gz", batchFile(PAPERS));
    const lab = { services, upload, children: unharmed };
    const faultyLab = { ...lab, children: faulty };
    const clean = await runCase(CLEAN_CASE, lab);

    const attack = (name: string, on: CrashLab, makeCase: (name: string) => CrashCase) => {
      const names = Array.from({ length: CASES_EACH }, (_, n) => `${name.replaceAll(" ", "-")}-${n}`);
      return attackWithCases(names.map(makeCase), { name, seed, lab: on, clean, report });
    };
    await attack("two crashes", lab, (name) => twoCrashes(name, clean, random));
    await attack("two processors", lab, (name) => twoProcessors(name, clean, random));
    await attack("faults and crashes", faultyLab, (name) => ({
      ...twoCrashes(name, clean, random),
      dealing: (records) => scrambled(records, random),
    }));
  } finally {
    await Promise.all([unharmed.stop(), faulty.stop()]);
    await services.stop();
  }
}
