import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryRun } from "./run-events.fixture.ts";
import { emptyRun, foldEvent } from "./run-statistics.ts";
import { addTally, COUNTERS, NO_TALLY, type Tally, tallyDifference } from "./tally.ts";

const arbitraryTally: fc.Arbitrary<Tally> = arbitraryRun.map(
  ({ traceId, events }) => events.reduce(foldEvent, emptyRun(traceId)).tally,
);

describe("adding tallies", () => {
  test("adds every counter and every bucket, and keeps the shortest and the longest time", () => {
    const a: Tally = {
      ...NO_TALLY,
      batches: 2,
      batch_ms_histogram: { 1: 1, 5: 1 },
      rejected_by_reason: { "no-id": 2, constructor: 1 },
      batch_ms_min: 1,
      batch_ms_max: 5,
    };
    const b: Tally = {
      ...NO_TALLY,
      batches: 2,
      batch_ms_histogram: { 5: 1, 7: 1 },
      rejected_by_reason: { "no-id": 1, "bad-date": 4 },
      batch_ms_min: 5,
      batch_ms_max: 7,
    };
    expect(addTally(a, b)).toEqual({
      ...NO_TALLY,
      batches: 4,
      batch_ms_histogram: { 1: 1, 5: 2, 7: 1 },
      rejected_by_reason: { "no-id": 3, constructor: 1, "bad-date": 4 },
      batch_ms_min: 1,
      batch_ms_max: 7,
    });
    for (const counter of COUNTERS)
      expect(addTally({ ...NO_TALLY, [counter]: 3 }, { ...NO_TALLY, [counter]: 4 })[counter]).toBe(7);
  });

  test("of an empty tally changes nothing", () => {
    fc.assert(
      fc.property(arbitraryTally, (tally) => {
        expect(addTally(tally, NO_TALLY)).toEqual(tally);
        expect(addTally(NO_TALLY, tally)).toEqual(tally);
      }),
    );
  });

  test("gives the same sum in any order", () => {
    fc.assert(
      fc.property(arbitraryTally, arbitraryTally, arbitraryTally, (a, b, c) => {
        expect(addTally(a, b)).toEqual(addTally(b, a));
        expect(addTally(addTally(a, b), c)).toEqual(addTally(a, addTally(b, c)));
      }),
    );
  });
});

describe("the difference of two tallies", () => {
  test("added to the earlier tally gives the later tally", () => {
    fc.assert(
      fc.property(arbitraryTally, arbitraryTally, (before, more) => {
        const after = addTally(before, more);
        expect(addTally(before, tallyDifference(after, before))).toEqual(after);
      }),
    );
  });

  test("is zero between a tally and itself", () => {
    fc.assert(
      fc.property(arbitraryTally, (tally) => {
        const { batch_ms_min, batch_ms_max } = tally;
        expect(tallyDifference(tally, tally)).toEqual({ ...NO_TALLY, batch_ms_min, batch_ms_max });
      }),
    );
  });
});
