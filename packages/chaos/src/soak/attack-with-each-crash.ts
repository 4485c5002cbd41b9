import type { CrashCase } from "../crashes/crash-case.ts";
import { sweepOf } from "../crashes/crash-cases.ts";
import { withCrashLab } from "../crashes/crash-lab.ts";
import { attackWithCases } from "./attack-with-cases.ts";
import type { Report } from "./tally.ts";

/**
 * A crash point after the last request kills no process. After this many such cases, the sweep ends. One case is not enough,
 * because the number of requests differs by one or two between runs.
 */
const CASES_BEHIND_THE_END = 4;

/** Crashes the processor at each of its requests, including those of its start. Then crashes the projector in the same way. */
export const attackWithEachCrash = (seed: number, report: Report): Promise<void> =>
  withCrashLab(async (lab, clean) => {
    for (const name of ["processor", "projector"] as const)
      for (const part of ["start-up", "work"] as const) {
        const kills = new Map<CrashCase, number>();
        const behindTheEnd = () => [...kills.values()].filter((died) => died === 0).length;
        const cases = sweepOf(name, () => behindTheEnd() < CASES_BEHIND_THE_END, part);
        await attackWithCases(cases, { name: "each crash", seed, lab, clean, report, kills });
      }
  });
