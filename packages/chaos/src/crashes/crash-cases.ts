import type { RandomNumbers } from "@paperledger/faults/random-numbers";
import type { CaseResult, CrashCase } from "./crash-case.ts";
import type { CrashPoint, FunctionName } from "./function-call.ts";

const BOTH_SIDES = ["before", "after"] as const;
const AFTER = ["after"] as const;

/**
 * Returns a case for each point at which the first invocation of a function can die: before its first request, and after each
 * one. To die before a request leaves what dying after the one before it leaves. It goes on for as long as `reached` says so:
 * the number of requests differs by one or two from run to run, for batches are written side by side.
 */
export function* sweepOf(
  name: FunctionName,
  reached: (crashCase: CrashCase) => boolean,
): Generator<CrashCase, void, undefined> {
  for (let request = 1; ; request++)
    for (const side of request === 1 ? BOTH_SIDES : AFTER) {
      const crashes = [{ request, side }];
      const crashCase = {
        name: `${name}-${side}-${request}`,
        processors: [name === "processor" ? crashes : []],
        projector: name === "projector" ? crashes : [],
      };
      yield crashCase;
      if (!reached(crashCase)) return;
    }
}

/** Two crashes in a row at random points: of the processor, of the projector, or one of each. */
export function twoCrashes(name: string, clean: CaseResult, random: RandomNumbers): CrashCase {
  const processor = () => anyPoint(clean.processorRequests, random);
  const projector = () => anyPoint(clean.projectorRequests, random);
  return random.pick<() => CrashCase>([
    () => ({ name, processors: [[processor(), processor()]], projector: [] }),
    () => ({ name, processors: [[]], projector: [projector(), projector()] }),
    () => ({ name, processors: [[processor()]], projector: [projector()] }),
  ])();
}

/** Two processors on one object at the same moment; some of them die on the way. */
export function twoProcessors(name: string, clean: CaseResult, random: RandomNumbers): CrashCase {
  const crashes = () => (random.below(2) === 0 ? [] : [anyPoint(clean.processorRequests, random)]);
  return { name, processors: [crashes(), crashes()], projector: [] };
}

/** Somewhere in an invocation of so many requests. */
export const anyPoint = (requests: number, random: RandomNumbers): CrashPoint => ({
  request: 1 + random.below(requests),
  side: random.pick(["before", "after"]),
});
