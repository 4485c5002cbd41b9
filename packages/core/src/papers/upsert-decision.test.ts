import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PaperVersion } from "./paper.ts";
import { paperVersion, withdrawalVersion } from "./paper-version.fixture.ts";
import { changesBy, firstStored } from "./stored-paper.ts";
import { decideUpsert, previousOf, type StoredVersion } from "./upsert-decision.ts";

const version = paperVersion({ updatedAt: "2024-06-01T00:00:00Z", trace_id: "run-1", record_number: 7 });
const { updated_at, tie, trace_id, record_number } = version;
const text = { text: true, withdrawal: false } as const;
const ORIGIN = { trace_id: "run-0", record_number: 3 };

test("a paper that the table does not hold is inserted", () => {
  expect(decideUpsert(version, undefined)).toEqual({ kind: "insert" });
  expect(decideUpsert(withdrawalVersion(), undefined)).toEqual({ kind: "insert" });
});

test.each([
  ["older", { updated_at: "2024-05-31T23:59:59.999Z", ...ORIGIN }],
  ["older, even if this run wrote it", { updated_at: "2023-01-01T00:00:00.000Z", trace_id, record_number }],
  ["as old, with a lesser tie", { updated_at, tie: "00", ...ORIGIN }],
  ["as old, without a tie", { updated_at, ...ORIGIN }],
])("the stored text is updated if it is %s", (_what, over) => {
  expect(decideUpsert(version, over)).toEqual({ kind: "update", over, ...text });
});

test.each([
  ["newer", { updated_at: "2024-06-01T00:00:00.001Z", tie, trace_id, record_number }],
  ["as old, with a greater tie", { updated_at, tie: "99", trace_id, record_number }],
  ["as old, with the same tie", { updated_at, tie, ...ORIGIN }],
  ["the same, written by another run", { updated_at, tie, trace_id: "run-2", record_number }],
  ["the same, written from another record", { updated_at, tie, trace_id, record_number: 8 }],
])("a text is a duplicate if the stored text is %s", (_what, stored) => {
  expect(decideUpsert(version, stored)).toEqual({ kind: "duplicate" });
});

test("a text that this run wrote from this record is upserted again, and replaces the version that the item names", () => {
  const written = { updated_at, tie, trace_id, record_number };
  const previous = { trace_id: "run-0", record_number: 3 };
  expect(decideUpsert(version, written)).toEqual({ kind: "upserted" });
  expect(decideUpsert(version, { ...written, previous: null })).toEqual({ kind: "upserted" });
  expect(decideUpsert(version, { ...written, previous })).toEqual({ kind: "upserted", previous });
});

describe("a withdrawal", () => {
  const withdrawal = withdrawalVersion({ withdrawnAt: "2024-02-01T00:00:00Z" });
  const { withdrawn_at } = withdrawal;
  const own = { withdrawn_trace_id: withdrawal.trace_id, withdrawn_record_number: withdrawal.record_number };

  test.each([
    ["a text without one", {}],
    ["an earlier one", { withdrawn_at: "2024-01-31T00:00:00.000Z" }],
  ])("is written over %s, whether the text is newer or older", (_what, others) => {
    for (const updated of ["2023-01-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"]) {
      const over = { updated_at: updated, ...ORIGIN, ...others };
      expect(decideUpsert(withdrawal, over)).toEqual({ kind: "update", over, text: false, withdrawal: true });
    }
  });

  test("is a duplicate of the same one or a later one by another record", () => {
    for (const stored of [{ withdrawn_at }, { withdrawn_at: "2025-01-01T00:00:00.000Z" }])
      expect(decideUpsert(withdrawal, { updated_at, ...ORIGIN, ...stored })).toEqual({ kind: "duplicate" });
  });

  test("that this record wrote is upserted, and names no version before, because it replaced none", () => {
    const stored = { updated_at, withdrawn_at, ...own, trace_id: "run-0", record_number: 3 };
    expect(decideUpsert(withdrawal, stored)).toEqual({ kind: "upserted" });
    expect(decideUpsert(withdrawal, firstStored(withdrawal))).toEqual({ kind: "upserted" });
    expect(previousOf(withdrawal, { over: stored, text: false, withdrawal: true })).toBeUndefined();
  });

  test("of a text's own record is written with the text, by itself if the text is known, or not at all", () => {
    const both = { ...version, withdrawn_at };
    const older = { updated_at: "2024-01-01T00:00:00.000Z", ...ORIGIN };
    expect(decideUpsert(both, older)).toMatchObject({ kind: "update", text: true, withdrawal: true });
    expect(decideUpsert(both, { updated_at, tie: "99", ...ORIGIN })).toMatchObject({
      text: false,
      withdrawal: true,
    });
    expect(decideUpsert(both, { ...older, withdrawn_at })).toMatchObject({ text: true, withdrawal: false });
    expect(decideUpsert(both, { updated_at, tie: "99", ...ORIGIN, withdrawn_at })).toEqual({
      kind: "duplicate",
    });
  });
});

describe("the version before a text", () => {
  const versionBefore = (over: StoredVersion) => previousOf(version, { over, ...text });

  test("is the text that it replaces", () => {
    expect(versionBefore({ updated_at: "2024-01-01T00:00:00.000Z", ...ORIGIN })).toEqual(ORIGIN);
  });

  test("is absent if only a withdrawal was known, whether the text came before it or after it", () => {
    expect(versionBefore(firstStored(withdrawalVersion()))).toBeUndefined();
    expect(changesBy(version, { over: firstStored(withdrawalVersion()), ...text })).not.toHaveProperty(
      "previous",
    );
  });

  test("is never the text itself: if a newer reader reads the same record again, it is the text before", () => {
    const byOlderReader = { updated_at, tie: "00", trace_id, record_number };
    expect(versionBefore(byOlderReader)).toBeUndefined();
    expect(versionBefore({ ...byOlderReader, previous: null })).toBeUndefined();
    expect(versionBefore({ ...byOlderReader, previous: ORIGIN })).toEqual(ORIGIN);
  });
});

const year = fc.constantFrom("2020", "2021", "2022");
const versionsOfPaper: fc.Arbitrary<readonly PaperVersion[]> = fc.array(
  fc.oneof(
    fc
      .record({
        year,
        rank: fc.constantFrom(10, 20),
        title: fc.constantFrom("", "A", "B"),
        isWithdrawn: fc.boolean(),
      })
      .map(({ year, isWithdrawn, ...others }) => {
        const made = paperVersion({ updatedAt: `${year}-01-01T00:00:00Z`, ...others });
        return isWithdrawn ? { ...made, withdrawn_at: made.updated_at } : made;
      }),
    year.map((each) => withdrawalVersion({ withdrawnAt: `${each}-06-01T00:00:00Z` })),
  ),
  { minLength: 1, maxLength: 8 },
);

/** Returns the stored paper after these versions. Each version is written by a run of its own. */
function storedAfter(versions: readonly PaperVersion[]) {
  let stored: StoredVersion | undefined;
  for (const [index, version] of versions.entries()) {
    const next = { ...version, trace_id: `run-${index}` };
    const decision = decideUpsert(next, stored);
    if (decision.kind === "insert") stored = firstStored(next);
    if (decision.kind === "update") stored = { ...stored, ...decision.over, ...changesBy(next, decision) };
    if (decision.kind !== "duplicate") expect(decideUpsert(next, stored)).toMatchObject({ kind: "upserted" });
  }
  return stored;
}

/** Returns all fields except those that name runs, which depend on the order of the runs. */
const factsOf = (stored: object | undefined) => ({
  ...stored,
  trace_id: undefined,
  withdrawn_trace_id: undefined,
  record_number: undefined,
  withdrawn_record_number: undefined,
  previous: undefined,
  raw_xml: undefined,
});

test("any order of the versions of a paper, each given any number of times, leaves the same fields and status", () => {
  fc.assert(
    fc.property(
      versionsOfPaper.chain((versions) =>
        fc.record({
          versions: fc.constant(versions),
          shuffled: fc.shuffledSubarray([...versions, ...versions, ...versions], {
            minLength: versions.length * 3,
          }),
        }),
      ),
      ({ versions, shuffled }) => {
        expect(factsOf(storedAfter(shuffled))).toEqual(factsOf(storedAfter(versions)));
      },
    ),
    { numRuns: 1_000 },
  );
});
