import fc from "fast-check";
import { expect, test } from "vitest";
import { paperVersion } from "./paper-version.fixture.ts";
import { decideUpsert, originOf } from "./upsert-decision.ts";

const version = paperVersion({ updatedAt: "2024-06-01T00:00:00Z", trace_id: "run-1", record_number: 7 });
const { updated_at, trace_id, record_number } = version;

test("a paper that the table does not hold is inserted", () => {
  expect(decideUpsert(version, undefined)).toEqual({ kind: "insert" });
});

test("a paper that the table holds as older is updated", () => {
  const over = { updated_at: "2024-05-31T23:59:59.999Z" };
  expect(decideUpsert(version, over)).toEqual({ kind: "update", over });
});

test("a paper that the table holds as older is updated, though this run wrote that too", () => {
  const over = { updated_at: "2023-01-01T00:00:00.000Z", trace_id, record_number };
  expect(decideUpsert(version, over)).toEqual({ kind: "update", over });
});

test("a paper that the table holds as newer is a duplicate", () => {
  const newer = { updated_at: "2024-06-01T00:00:00.001Z", trace_id, record_number };
  expect(decideUpsert(version, newer)).toEqual({ kind: "duplicate" });
});

test("a paper that the table holds as just as new is a duplicate", () => {
  expect(decideUpsert(version, { updated_at })).toEqual({ kind: "duplicate" });
});

test("what this run wrote from this record is upserted, over the version that the item names", () => {
  const written = { updated_at, trace_id, record_number };
  const previous = { trace_id: "run-0", record_number: 3 };
  expect(decideUpsert(version, written)).toEqual({ kind: "upserted" });
  expect(decideUpsert(version, { ...written, previous: null })).toEqual({ kind: "upserted" });
  expect(decideUpsert(version, { ...written, previous })).toEqual({ kind: "upserted", previous });
});

test("what another run wrote from a record of that number is a duplicate", () => {
  expect(decideUpsert(version, { updated_at, trace_id: "run-2", record_number })).toEqual({
    kind: "duplicate",
  });
});

test("what this run wrote from another record is a duplicate", () => {
  expect(decideUpsert(version, { updated_at, trace_id, record_number: 8 })).toEqual({ kind: "duplicate" });
});

test.each([
  ["no run", { record_number: 1 }],
  ["no record", { trace_id: "run-1" }],
  ["a record number that is none", { trace_id: "run-1", record_number: 0.5 }],
])("an item with %s has no origin, and any other has its run and record", (_what, others) => {
  expect(originOf({ updated_at, ...others })).toBeUndefined();
  expect(originOf({ updated_at, trace_id, record_number })).toEqual({ trace_id, record_number });
});

test("in any order of versions, the newest stays, and deciding again on what was written says upserted", () => {
  const versions = fc.array(
    fc.record({
      updated_at: fc
        .constantFrom("2020", "2021", "2022", "2023")
        .map((year) => `${year}-01-01T00:00:00.000Z`),
      trace_id: fc.constantFrom("run-1", "run-2"),
      record_number: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(versions, (given) => {
      let stored: (typeof given)[number] | undefined;
      for (const { updated_at, ...others } of given) {
        const next = { ...paperVersion({ updatedAt: updated_at }), ...others };
        const { kind } = decideUpsert(next, stored);
        if (kind === "insert" || kind === "update") {
          stored = next;
          expect(decideUpsert(next, stored)).toEqual({ kind: "upserted" });
        } else
          expect(stored?.updated_at).toBeOneOf(given.map((v) => v.updated_at).filter((u) => u >= updated_at));
      }
      expect(stored?.updated_at).toBe(
        given
          .map((v) => v.updated_at)
          .toSorted()
          .at(-1),
      );
    }),
  );
});
