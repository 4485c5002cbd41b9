import { randomNumbers } from "@paperledger/faults/random-numbers";
import { anyPoint } from "../crashes/crash-cases.ts";
import { withCrashLab } from "../crashes/crash-lab.ts";
import { ONE_INVOCATION, PAPERS_OF_20_SECONDS, shortInvocations } from "../crashes/short-invocations.ts";
import { attackWithCases } from "./attack-with-cases.ts";
import type { Report } from "./tally.ts";

/** Requests of an invocation of two seconds, or about so. */
const REQUESTS_EACH = 15;

/** One round of invocations that really end after two seconds on a file that takes twenty; some of them die on the way. */
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
