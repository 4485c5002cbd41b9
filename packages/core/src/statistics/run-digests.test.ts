import fc from "fast-check";
import { expect, test } from "vitest";
import { runDigests } from "./run-digests.ts";
import { arbitraryRunOf, traceIdOn } from "./run-events.fixture.ts";
import type { RunStatistics } from "./run-statistics.ts";
import { runOf } from "./verifiable.fixture.ts";

const sumOf = (runs: readonly RunStatistics[]): string => {
  const digests = runDigests();
  for (const run of runs) digests.add(run);
  return digests.sum();
};

const arbitraryRuns = fc
  .tuple(...[1, 1, 2].map((day, nth) => arbitraryRunOf(traceIdOn(day, nth), 2)))
  .map((histories) => histories.map(runOf));

test("the sum does not depend on the order of the runs", () => {
  fc.assert(fc.property(arbitraryRuns, (runs) => sumOf(runs) === sumOf(runs.toReversed())));
});

test("the sum is another one for one run more, for one run twice, and for one field of a run that differs", () => {
  fc.assert(
    fc.property(arbitraryRuns, ([first, ...others]) => {
      if (!first) return;
      const changed = { ...first, tally: { ...first.tally, bytes: first.tally.bytes + 1 } };
      const sums = [others, [first, ...others], [first, first, ...others], [changed, ...others]].map(sumOf);
      expect(new Set(sums).size).toBe(sums.length);
    }),
  );
});
