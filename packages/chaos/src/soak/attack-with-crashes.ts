import { randomNumbers } from "@paperledger/faults/random-numbers";
import { scrambled } from "@paperledger/faults/scrambled";
import type { CrashCase, CrashLab } from "../crashes/crash-case.ts";
import { twoCrashes, twoProcessors } from "../crashes/crash-cases.ts";
import { withCrashLab } from "../crashes/crash-lab.ts";
import { functionChildren } from "../crashes/function-children.ts";
import { attackWithCases } from "./attack-with-cases.ts";
import type { Report } from "./tally.ts";

const CASES_EACH = 20;
const FAULT_RATE = 0.2;

/** Runs one round of crashes, of several processors at once, and of both with faults and a scrambled stream. */
export const attackWithCrashes = (seed: number, report: Report): Promise<void> =>
  withCrashLab(async (lab, clean) => {
    const random = randomNumbers(seed);
    const faulty = await functionChildren({ faults: { seed, rate: FAULT_RATE } });
    const attack = (name: string, on: CrashLab, makeCase: (name: string) => CrashCase) => {
      const names = Array.from({ length: CASES_EACH }, (_, n) => `${name.replaceAll(" ", "-")}-${n}`);
      return attackWithCases(names.map(makeCase), { name, seed, lab: on, clean, report });
    };
    try {
      await attack("two crashes", lab, (name) => twoCrashes(name, clean, random));
      await attack("two processors", lab, (name) => twoProcessors(name, clean, random));
      await attack("faults and crashes", { ...lab, children: faulty }, (name) => ({
        ...twoCrashes(name, clean, random),
        dealing: (records) => scrambled(records, random),
      }));
    } finally {
      await faulty.stop();
    }
  });
