import fc from "fast-check";
import { expect, test } from "vitest";
import { reasonsOf } from "./reasons-of.ts";
import { emptyRun } from "./run-statistics.ts";

const run = emptyRun("batch-20250301-01JN8GQC00W2G4D3ZV1M1K6Q3H");
const rejecting = (rejected_by_reason: Readonly<Record<string, number>>) => ({
  ...run,
  tally: { ...run.tally, rejected_by_reason },
});

test("the failure comes first, then the most frequent reason", () => {
  const failure = { batches: 0, seq: 1, at: "2025-03-01T12:00:00.000Z", reason: "truncated", message: "" };
  const failed = { ...rejecting({ "no-id": 1, "bad-date": 2 }), run_status: "failed", failure } as const;
  expect(reasonsOf(failed)).toEqual(["truncated", "bad-date", "no-id"]);
});

test("the order does not depend on the order of the reasons in the table", () => {
  const entry = fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.integer({ min: 1, max: 2 }));
  const entries = fc.uniqueArray(entry, { selector: ([name]) => name });
  const inTwoOrders = entries.chain((some) =>
    fc.tuple(
      fc.constant(some),
      fc.shuffledSubarray(some, { minLength: some.length, maxLength: some.length }),
    ),
  );
  fc.assert(
    fc.property(inTwoOrders, ([one, other]) => {
      expect(reasonsOf(rejecting(Object.fromEntries(one)))).toEqual(
        reasonsOf(rejecting(Object.fromEntries(other))),
      );
    }),
  );
});
