import { expect, test } from "vitest";
import { insertStatement } from "../statements/statement.ts";
import { paperItem } from "./paper-item.ts";
import { paperVersion } from "./paper-version.fixture.ts";
import { updateStatement, withdrawStatement } from "./upsert-statements.ts";

const item = paperItem(paperVersion({ raw_xml: "<entry/>", doi: "10.5072/loom" }));
const named = (text: string) => [...text.matchAll(/["'](\w+)["'](?:: | = )\?/g)].map(([, name]) => name);

test("INSERT names every attribute of the item and gives its value as a parameter, in the same order", () => {
  const { Statement, Parameters } = insertStatement("papers", item);
  expect(Statement).toMatch(/^INSERT INTO "papers" VALUE \{[^}]*\}$/);
  expect(named(Statement)).toEqual(Object.keys(item));
  expect(Parameters).toEqual(Object.values(item));
});

const over = { updated_at: "2023-01-01T00:00:00.000Z", trace_id: "run-0", record_number: 3 };
const origin = { trace_id: "run-0", record_number: 3 };

test("UPDATE sets every attribute but the key and created_at, and removes the raw text that the item lacks", () => {
  const { Statement, Parameters } = updateStatement("papers", item, over);
  const { paper_id, created_at, ...set } = item;
  expect(named(Statement)).toEqual([
    ...Object.keys(set),
    "previous",
    "paper_id",
    "trace_id",
    "record_number",
  ]);
  expect(Parameters).toEqual([...Object.values(set), origin, paper_id, item.updated_at, "run-0", 3]);
  expect(Statement).toMatch(
    / REMOVE "raw_json" WHERE "paper_id" = \? AND "updated_at" < \? AND "trace_id" = \? AND "record_number" = \?$/,
  );
});

test("UPDATE empties the DOI that the item lacks", () => {
  const { doi: _, ...without } = item;
  const { Statement, Parameters } = updateStatement("papers", without, over);
  expect(Parameters[named(Statement).indexOf("doi")]).toBeNull();
});

test("UPDATE removes nothing from an item that has every attribute", () => {
  const both = paperItem(paperVersion({ raw_xml: "<entry/>", raw_json: "{}", doi: "10.5072/loom" }));
  expect(updateStatement("papers", both, over).Statement).not.toContain("REMOVE");
});

test("a withdrawal's UPDATE sets the status, its time and where it and the version before came from, and nothing else", () => {
  const { Statement, Parameters } = withdrawStatement("papers", item, over);
  const { trace_id, batch_timestamp, record_number, processing_status, updated_at, paper_id } = item;
  const set = { trace_id, batch_timestamp, record_number, processing_status, updated_at };
  expect(named(Statement)).toEqual([
    ...Object.keys(set),
    "previous",
    "paper_id",
    "trace_id",
    "record_number",
  ]);
  expect(Parameters).toEqual([...Object.values(set), origin, paper_id, updated_at, "run-0", 3]);
  expect(Statement).toMatch(/^UPDATE "papers" SET [^R]+ WHERE "paper_id" = \? AND "updated_at" < \? AND /);
});

test.each([
  ["neither run nor record", {}, '"trace_id" IS MISSING AND "record_number" IS MISSING', []],
  ["no record", { trace_id: "x" }, '"trace_id" = ? AND "record_number" IS MISSING', ["x"]],
  ["no run", { record_number: 0.5 }, '"trace_id" IS MISSING AND "record_number" = ?', [0.5]],
])(
  "UPDATE over an item with %s holds for an item without them alone, and names no version before",
  (_what, found, condition, values) => {
    for (const write of [updateStatement, withdrawStatement]) {
      const { Statement, Parameters } = write("papers", item, { updated_at: "", ...found });
      expect(Statement.endsWith(` AND "updated_at" < ? AND ${condition}`)).toBe(true);
      expect(Parameters.slice(-3 - values.length)).toEqual([null, item.paper_id, item.updated_at, ...values]);
    }
  },
);

test("the text of a statement is the same whatever the values are", () => {
  const other = paperItem(
    paperVersion({ id: "pubmed:1", title: "x'; DROP", raw_xml: '"?"', authors: ["a"], doi: "10.5072/'" }),
  );
  expect(insertStatement("papers", other).Statement).toBe(insertStatement("papers", item).Statement);
  expect(updateStatement("papers", other, over).Statement).toBe(
    updateStatement("papers", item, over).Statement,
  );
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementRequest.html
test("statements stay far under DynamoDB's 8,192 characters", () => {
  expect(insertStatement("t".repeat(255), item).Statement.length).toBeLessThan(2_000);
  expect(updateStatement("t".repeat(255), item, over).Statement.length).toBeLessThan(2_000);
});
