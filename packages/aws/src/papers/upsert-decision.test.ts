import fc from "fast-check";
import { expect, test } from "vitest";
import { paperVersion } from "./paper-version.fixture.ts";
import { decideUpsert } from "./upsert-decision.ts";

const version = paperVersion({ updatedAt: "2024-06-01T00:00:00Z", trace_id: "run-1", record_number: 7 });
const { updated_at, trace_id, record_number } = version;

test("a paper that the table does not hold is inserted", () => {
  expect(decideUpsert(version, undefined)).toBe("insert");
});

test("a paper that the table holds as older is updated", () => {
  expect(decideUpsert(version, { updated_at: "2024-05-31T23:59:59.999Z" })).toBe("update");
});

test("a paper that the table holds as older is updated, though this run wrote that too", () => {
  expect(decideUpsert(version, { updated_at: "2023-01-01T00:00:00.000Z", trace_id, record_number })).toBe(
    "update",
  );
});

test("a paper that the table holds as newer is a duplicate", () => {
  expect(decideUpsert(version, { updated_at: "2024-06-01T00:00:00.001Z", trace_id, record_number })).toBe(
    "duplicate",
  );
});

test("a paper that the table holds as just as new is a duplicate", () => {
  expect(decideUpsert(version, { updated_at })).toBe("duplicate");
});

test("what this run wrote from this record is upserted", () => {
  expect(decideUpsert(version, { updated_at, trace_id, record_number })).toBe("upserted");
});

test("what another run wrote from a record of that number is a duplicate", () => {
  expect(decideUpsert(version, { updated_at, trace_id: "run-2", record_number })).toBe("duplicate");
});

test("what this run wrote from another record is a duplicate", () => {
  expect(decideUpsert(version, { updated_at, trace_id, record_number: 8 })).toBe("duplicate");
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
        const decision = decideUpsert(next, stored);
        if (decision === "insert" || decision === "update") {
          stored = next;
          expect(decideUpsert(next, stored)).toBe("upserted");
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
