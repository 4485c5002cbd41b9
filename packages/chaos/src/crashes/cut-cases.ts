import type { RandomNumbers } from "@paperledger/faults/random-numbers";
import type { VariablesOf } from "@paperledger/functions/description/function-description";
import type { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import type { CaseResult, CrashCase } from "./crash-case.ts";
import { anyPoint } from "./crash-cases.ts";

/** An upper bound of the uncompressed size of the lab's batch file. */
const FILE_BYTES = 60_000;

const anyCut = (random: RandomNumbers) => 1 + random.below(FILE_BYTES);
const crashesOf = (clean: CaseResult, random: RandomNumbers) =>
  random.below(2) === 0 ? [] : [anyPoint(clean.processorRequests, random)];
/** Chooses a random number of batches in flight, so that in many cases a batch is done before an earlier one. */
const environmentOf = (random: RandomNumbers): VariablesOf<typeof PROCESSOR> => ({
  BATCHES_IN_FLIGHT: String(1 + random.below(5)),
});

/** Returns a case in which a processor can read only a part of the file in its first deliveries, crashes, and can then read the whole file. */
export const cutShort = (name: string, clean: CaseResult, random: RandomNumbers): CrashCase => ({
  name,
  processors: [crashesOf(clean, random)],
  projector: [],
  readableBytes: [Array.from({ length: 1 + random.below(3) }, () => anyCut(random))],
  environment: environmentOf(random),
});

/** Returns a case with two processors at the same time. At first, one or both can read only a part of the file. */
export const cutShortAtOnce = (name: string, clean: CaseResult, random: RandomNumbers): CrashCase => ({
  name,
  processors: [crashesOf(clean, random), crashesOf(clean, random)],
  projector: [],
  readableBytes: [[anyCut(random)], random.below(2) === 0 ? [] : [anyCut(random)]],
  environment: environmentOf(random),
});
