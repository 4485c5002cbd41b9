import { describe, expect, test } from "vitest";
import { type Estimate, estimate, type Pace, paceNeeded, secondsOf } from "./estimate.ts";

const sample = { bytes: 1_000, records: 100, papers: 100, writeUnits: 500, readUnits: 50, problem: null };

test("samples are taken to be as the whole is, by bytes", () => {
  // 10,000 bytes in records of 10 bytes: 1,000 records in 40 batches. Each batch has a batch-done event of 2 units.
  expect(estimate({ objects: 2, bytes: 10_000 }, [sample])).toEqual({
    objects: 2,
    bytes: 10_000,
    records: 1_000,
    writeUnits: 5_000 + 80,
    readUnits: 500,
    dollars: 5_080 * 0.625e-6 + 500 * 0.125e-6,
  });
});

test("several samples count by their bytes", () => {
  expect(estimate({ objects: 1, bytes: 4_000 }, [sample, { ...sample, bytes: 3_000 }]).records).toBe(200);
});

test("nothing is known where nothing could be read", () => {
  const unreadable = { ...sample, bytes: 0, records: 0, papers: 0, writeUnits: 0, readUnits: 0 };
  expect(estimate({ objects: 1, bytes: 4_000 }, [unreadable])).toMatchObject({
    bytes: 4_000,
    records: 0,
    dollars: 0,
  });
});

describe("the time", () => {
  const expected = {
    objects: 2_000,
    bytes: 0,
    records: 1_000_000,
    writeUnits: 4_000_000,
    readUnits: 0,
    dollars: 0,
  };
  const pace = { filesAtOnce: 5, writeUnitsPerSecond: 4_000 };
  const MOST = { filesAtOnce: 1_000, writeUnitsPerSecond: 1_000_000 };

  test("is that of the table's writes, or that of reading so many files at once, whichever is longer", () => {
    expect(secondsOf(expected, pace)).toBe(1_000);
    expect(secondsOf(expected, { ...pace, writeUnitsPerSecond: 40_000 })).toBe(1_000);
    expect(secondsOf(expected, { filesAtOnce: 2, writeUnitsPerSecond: 4_000 })).toBe(2_500);
  });

  test("of few files is not shorter for a larger cap", () => {
    expect(secondsOf({ ...expected, objects: 1 }, pace)).toBe(5_000);
  });

  test("of more than five days needs more files at once, or more write units, or both", () => {
    const days = (count: number) => count * 86_400;
    const records = 1_000 * days(5);
    const needed = (changes: Partial<Estimate>) => paceNeeded({ ...expected, ...changes }, pace, MOST);
    const settings = (changes: Partial<Pace>) => ({ kind: "settings", pace: { ...pace, ...changes } });
    expect(needed({ records })).toBeUndefined();
    expect(needed({ records: records + 1 })).toEqual(settings({ filesAtOnce: 6 }));
    expect(needed({ writeUnits: 5_000 * days(5) })).toEqual(settings({ writeUnitsPerSecond: 5_000 }));
  });

  test("that no setting makes short enough is too large: nothing over the maximum is advised", () => {
    const days = (count: number) => count * 86_400;
    const needed = (changes: Partial<Estimate>) => paceNeeded({ ...expected, ...changes }, pace, MOST);
    expect(needed({ records: 200 * 1_000 * days(5) })).toMatchObject({ pace: { filesAtOnce: 1_000 } });
    expect(needed({ records: 200 * 1_000 * days(5) + 1 })).toEqual({ kind: "too-large" });
    expect(needed({ writeUnits: 1_000_000 * days(5) + 1 })).toEqual({ kind: "too-large" });
    // One file is read by one invocation, whatever the cap is.
    expect(needed({ objects: 1, records: 200 * days(5) + 1 })).toEqual({ kind: "too-large" });
  });
});
