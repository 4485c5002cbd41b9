import { randomNumbers } from "@paperledger/faults/random-numbers";
import { anyPoint } from "../crashes/crash-cases.ts";
import { withCrashLab } from "../crashes/crash-lab.ts";
import { ONE_INVOCATION, PAPERS_OF_20_SECONDS, shortInvocations } from "../crashes/short-invocations.ts";
import { attackWithCases } from "./attack-with-cases.ts";
import type { Report } from "./tally.ts";

/** About the number of requests in an invocation of two seconds. */
const REQUESTS_EACH = 15;

/** Runs one round of invocations that really end after two seconds, for a file that takes twenty seconds. Some of them crash earlier. */
export const attackWithShortInvocations = (seed: number, report: Report): Promise<void> =>
  withCrashLab(
    async (lab, clean) => {
      const random = randomNumbers(seed);
      const crashes = Array.from({ length: 4 }, () => anyPoint(REQUESTS_EACH, random));
      const cases = [
        shortInvocations("short", "wall"),
        { ...shortInvocations("short-and-killed", "wall"), processors: [crashes] },
      ];
      await attackWithCases(cases, { name: "short invocations", seed, lab, clean, report });
    },
    { papers: PAPERS_OF_20_SECONDS, cleanCase: ONE_INVOCATION },
  );
