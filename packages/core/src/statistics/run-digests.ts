import { hash } from "node:crypto";
import { canonical } from "./canonical.ts";
import type { RunStatistics } from "./run-statistics.ts";

/** Adds up the digests of runs. */
export interface RunDigests {
  add(run: RunStatistics): void;
  /** Returns the sum. */
  sum(): string;
}

/**
 * Compares many runs in little memory. The sum is the same for the same runs in any order. For runs that differ in any field, it is
 * another sum, because nobody finds two texts with the same SHA-256 by chance.
 */
export function runDigests(): RunDigests {
  let sum = 0n;
  return {
    add(run) {
      sum = BigInt.asUintN(256, sum + BigInt(`0x${hash("sha256", canonical(run))}`));
    },
    sum: () => sum.toString(16),
  };
}
