import fc from "fast-check";
import { expect, test } from "vitest";
import { commitGroups } from "./commit-groups.ts";
import { arbitraryRunOf, completedRun, type RunHistory, traceIdOn } from "./run-events.fixture.ts";
import { emptyRun, foldEvent } from "./run-statistics.ts";
import { gains } from "./scope.ts";
import { type RunChange, scopesOf } from "./statistics-store.ts";

function changeOf({ traceId, events }: RunHistory): RunChange {
  const before = { traceId, run: emptyRun(traceId), revision: 0 };
  const after = events.reduce(foldEvent, before.run);
  return {
    traceId,
    before,
    after,
    gains: gains(before.run, after),
    newestEventAt: "2024-01-01T00:00:00.000Z",
  };
}

/** Returns the number of items in a commit: the copy of the generations, the runs, and the scopes. The total is always among the scopes. */
const itemsOf = (group: readonly RunChange[]) =>
  1 + group.length + new Set(["total", ...group.flatMap((change) => [...scopesOf(change)])]).size;

test("a hundred runs of one day and source are two commits, because a transaction takes 100 items", () => {
  const changes = Array.from({ length: 100 }, (_, nth) => changeOf(completedRun(traceIdOn(1, nth), [{}])));
  expect(commitGroups(changes).map(itemsOf)).toEqual([100, 8]);
});

test("runs of many sources share a commit as long as all their items fit into it", () => {
  const sources = Object.fromEntries(
    Array.from({ length: 50 }, (_, nth) => [`source-${nth}`, { upserted: 1, bytes: 10 }]),
  );
  const changes = [1, 1, 2].map((day, nth) => changeOf(completedRun(traceIdOn(day, nth), [{ sources }])));
  expect(commitGroups(changes).map(({ length }) => length)).toEqual([2, 1]);
});

test("runs with large items are committed separately", () => {
  const change = changeOf(completedRun(traceIdOn(1), [{}]));
  const large = { ...change, after: { ...change.after, key: "k".repeat(1_600_000) } };
  expect(commitGroups([large, change, large]).map(({ length }) => length)).toEqual([2, 1]);
});

test("a hundred runs that add to no scope are two commits as well, because each commit writes the total", () => {
  const changes = Array.from({ length: 100 }, (_, nth) => ({
    ...changeOf(completedRun(traceIdOn(1, nth), [{}])),
    gains: [],
  }));
  expect(commitGroups(changes).map(itemsOf)).toEqual([100, 4]);
});

test("whatever the runs, each is in one commit, in order, and no commit has more than 100 items", () => {
  const arbitraryChanges = fc
    .array(fc.integer({ min: 1, max: 28 }), { maxLength: 200 })
    .chain((days) =>
      fc.tuple(...days.map((day, nth) => arbitraryRunOf(traceIdOn(day, nth), 2).map(changeOf))),
    );
  fc.assert(
    fc.property(arbitraryChanges, (changes) => {
      const groups = commitGroups(changes);
      expect(groups.flat()).toEqual(changes);
      for (const group of groups) expect(itemsOf(group)).toBeLessThanOrEqual(100);
    }),
    { numRuns: 30 },
  );
});
