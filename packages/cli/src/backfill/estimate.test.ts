import { expect, test } from "vitest";
import { estimate } from "./estimate.ts";

const sample = { bytes: 1_000, records: 100, papers: 100, writeUnits: 500, readUnits: 50, problem: null };

test("samples are taken to be as the whole is, by bytes", () => {
  // 10,000 of 1,000 bytes: 1,000 records in 40 batches, of which each has a batch-done of 2 units.
  expect(estimate([4_000, 6_000], [sample])).toEqual({
    objects: 2,
    bytes: 10_000,
    records: 1_000,
    writeUnits: 5_000 + 80,
    readUnits: 500,
    dollars: 5_080 * 0.625e-6 + 500 * 0.125e-6,
    seconds: 5_080 / 4_000,
  });
});

test("several samples count by their bytes", () => {
  expect(estimate([4_000], [sample, { ...sample, bytes: 3_000 }]).records).toBe(200);
});

test("nothing is known where nothing could be read", () => {
  const unreadable = { ...sample, bytes: 0, records: 0, papers: 0, writeUnits: 0, readUnits: 0 };
  expect(estimate([4_000], [unreadable])).toMatchObject({ bytes: 4_000, records: 0, dollars: 0 });
});
