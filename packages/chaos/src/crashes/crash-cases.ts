import type { RandomNumbers } from "@paperledger/faults/random-numbers";
import type { CaseResult, CrashCase } from "./crash-case.ts";
import type { CrashPoint, FunctionName, PartOfInvocation } from "./function-call.ts";

const BOTH_SIDES = ["before", "after"] as const;
const AFTER = ["after"] as const;

/**
 * Yields a case for each point at which the first invocation of a function can die in a part: before its first request, and after
 * each request. A death before a later request has the same effect as a death after the request before it. The generator continues
 * as long as `reached` returns true, because the number of requests differs by one or two from run to run. Batches are written in
 * parallel.
 */
export function* sweepOf(
  name: FunctionName,
  reached: (crashCase: CrashCase) => boolean,
  part: PartOfInvocation = "work",
): Generator<CrashCase, void, undefined> {
  for (let request = 1; ; request++)
    for (const side of request === 1 ? BOTH_SIDES : AFTER) {
      const crashes = [{ part, request, side }];
      const crashCase = {
        name: `${name}-${part}-${side}-${request}`,
        processors: [name === "processor" ? crashes : []],
        projector: name === "projector" ? crashes : [],
      };
      yield crashCase;
      if (!reached(crashCase)) return;
    }
}

/** Returns a case with two crashes in a row at random points: of the processor, of the projector, or one of each. */
export function twoCrashes(name: string, clean: CaseResult, random: RandomNumbers): CrashCase {
  const processor = () => anyPoint(clean.processorRequests, random);
  const projector = () => anyPoint(clean.projectorRequests, random);
  return random.pick<() => CrashCase>([
    () => ({ name, processors: [[processor(), processor()]], projector: [] }),
    () => ({ name, processors: [[]], projector: [projector(), projector()] }),
    () => ({ name, processors: [[processor()]], projector: [projector()] }),
  ])();
}

/** Returns a case with two processors on one object at the same time. Some of the processors die before they are done. */
export function twoProcessors(name: string, clean: CaseResult, random: RandomNumbers): CrashCase {
  const crashes = () => (random.below(2) === 0 ? [] : [anyPoint(clean.processorRequests, random)]);
  return { name, processors: [crashes(), crashes()], projector: [] };
}

/** Returns a random point in the work of an invocation with this many requests. */
export const anyPoint = (requests: number, random: RandomNumbers): CrashPoint => ({
  request: 1 + random.below(requests),
  side: random.pick(["before", "after"]),
});
