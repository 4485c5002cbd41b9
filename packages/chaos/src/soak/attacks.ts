import { attackWithCrashes } from "./attack-with-crashes.ts";
import { attackWithCuts } from "./attack-with-cuts.ts";
import { attackWithEachCrash } from "./attack-with-each-crash.ts";
import { attackWithFiles } from "./attack-with-files.ts";
import { attackWithProjectors } from "./attack-with-projectors.ts";
import { attackWithShortInvocations } from "./attack-with-short-invocations.ts";
import { attackWithTests } from "./attack-with-tests.ts";
import type { Report } from "./tally.ts";

/** The attacks of a round, in order. The longest come last, so that a short soak runs most of them. */
export const ATTACKS: readonly ((seed: number, report: Report) => Promise<void>)[] = [
  attackWithEachCrash,
  attackWithCrashes,
  attackWithProjectors,
  attackWithCuts,
  attackWithFiles,
  attackWithTests("rebuild and verify"),
  attackWithTests("laptop chaos"),
  attackWithTests("versions in any order"),
  attackWithTests("listening"),
  attackWithTests("injection"),
  attackWithTests("large log"),
  attackWithTests("worst for memory"),
  attackWithShortInvocations,
  attackWithTests("poison and redrive"),
];
