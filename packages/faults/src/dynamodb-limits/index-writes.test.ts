import { expect, test } from "vitest";
import { factsOf, indexWrites } from "./index-writes.ts";
import type { TableShape } from "./table-shape.ts";

const TABLE: TableShape = {
  name: "runs",
  partition: "id",
  sort: undefined,
  indexes: [{ name: "by_day", partition: "day", sort: "id", projected: ["line"] }],
};

const run = (more: Record<string, string>) =>
  factsOf(TABLE, {
    id: { S: "1" },
    ...Object.fromEntries(Object.entries(more).map(([name, S]) => [name, { S }])),
  });
const DAY_1 = JSON.stringify({ S: "1st" });
const DAY_2 = JSON.stringify({ S: "2nd" });

// The list of https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
test.each([
  {
    what: "an item is in the index from now on",
    before: run({}),
    after: run({ day: "1st" }),
    costs: [[DAY_1, 1]],
  },
  {
    what: "its key changes from A to B",
    before: run({ day: "1st" }),
    after: run({ day: "2nd" }),
    costs: [
      [DAY_1, 1],
      [DAY_2, 1],
    ],
  },
  { what: "its key is deleted", before: run({ day: "1st" }), after: run({}), costs: [[DAY_1, 1]] },
  { what: "it never was in the index", before: run({}), after: run({ line: "a" }), costs: [] },
  {
    what: "a projected attribute changes",
    before: run({ day: "1st", line: "a" }),
    after: run({ day: "1st", line: "b" }),
    costs: [[DAY_1, 1]],
  },
  {
    what: "an attribute changes that the index does not keep",
    before: run({ day: "1st", other: "a" }),
    after: run({ day: "1st", other: "b" }),
    costs: [],
  },
  {
    what: "an entry of more than 1 KB changes",
    before: run({ day: "1st", line: "a".repeat(2_000) }),
    after: run({ day: "1st", line: "b" }),
    costs: [[DAY_1, 2]],
  },
])("$what", ({ before, after, costs }) => {
  expect(indexWrites(before, after)).toEqual(
    costs.map(([partition, units]) => ({ index: "by_day", partition, units })),
  );
});
