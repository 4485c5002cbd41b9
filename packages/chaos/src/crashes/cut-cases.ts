import type { RandomNumbers } from "@paperledger/faults/random-numbers";
import type { VariablesOf } from "@paperledger/functions/description/function-description";
import type { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import type { CaseResult, CrashCase } from "./crash-case.ts";
import { anyPoint } from "./crash-cases.ts";

/** The uncompressed size of the lab's batch file is less than this. */
const FILE_BYTES = 60_000;

const anyCut = (random: RandomNumbers) => 1 + random.below(FILE_BYTES);
const crashesOf = (clean: CaseResult, random: RandomNumbers) =>
  random.below(2) === 0 ? [] : [anyPoint(clean.processorRequests, random)];
/** Batches in flight differ as well, so that batches behind a missing one are done in many ways. */
const environmentOf = (random: RandomNumbers): VariablesOf<typeof PROCESSOR> => ({
  BATCHES_IN_FLIGHT: String(1 + random.below(5)),
});

/** A processor that can read only a part of the file, some times over, dies on the way, and can then read all of it. */
export const cutShort = (name: string, clean: CaseResult, random: RandomNumbers): CrashCase => ({
  name,
  processors: [crashesOf(clean, random)],
  projector: [],
  readableBytes: [Array.from({ length: 1 + random.below(3) }, () => anyCut(random))],
  environment: environmentOf(random),
});

/** Two processors at the same moment, of which one or both can read only a part of the file at first. */
export const cutShortAtOnce = (name: string, clean: CaseResult, random: RandomNumbers): CrashCase => ({
  name,
  processors: [crashesOf(clean, random), crashesOf(clean, random)],
  projector: [],
  readableBytes: [[anyCut(random)], random.below(2) === 0 ? [] : [anyCut(random)]],
  environment: environmentOf(random),
});
