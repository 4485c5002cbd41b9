import { FileError } from "@paperledger/embedded/file-error";
import type { OnProblem } from "./on-problem.ts";

/** If a problem did not occur for this time, it is reported again when it comes back. */
const FORGOTTEN_AFTER_MS = 60_000;

/**
 * Returns a function that reports a continuing problem only once, however often it occurs. A full disk is one problem, even if
 * several files cannot be written.
 */
export function withoutRepeats(onProblem: OnProblem, now: () => number = Date.now): OnProblem {
  const lastAtMs = new Map<string, number>();
  return (problem) => {
    const atMs = now();
    for (const [key, last] of lastAtMs) if (atMs - last >= FORGOTTEN_AFTER_MS) lastAtMs.delete(key);
    const key = keyOf(problem);
    const isRepeated = lastAtMs.has(key);
    lastAtMs.set(key, atMs);
    if (!isRepeated) onProblem(problem);
  };
}

function keyOf(problem: Error): string {
  const { cause } = problem;
  if (problem instanceof FileError) return problem.code;
  return cause instanceof Error ? `${problem.message}; ${keyOf(cause)}` : problem.message;
}
