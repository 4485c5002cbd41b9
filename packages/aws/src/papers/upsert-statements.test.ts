import { expect, test } from "vitest";
import { paperItem } from "./paper-item.ts";
import { paperVersion } from "./paper-version.fixture.ts";
import { insertStatement, updateStatement, withdrawStatement } from "./upsert-statements.ts";

const item = paperItem(paperVersion({ raw_xml: "<entry/>" }));
const named = (text: string) => [...text.matchAll(/["'](\w+)["'](?:: | = )\?/g)].map(([, name]) => name);

test("INSERT names every attribute of the item and gives its value as a parameter, in the same order", () => {
  const { Statement, Parameters } = insertStatement("papers", item);
  expect(Statement).toMatch(/^INSERT INTO "papers" VALUE \{[^}]*\}$/);
  expect(named(Statement)).toEqual(Object.keys(item));
  expect(Parameters).toEqual(Object.values(item));
});

test("UPDATE sets every attribute but the key and created_at, and removes the raw text that the item lacks", () => {
  const { Statement, Parameters } = updateStatement("papers", item);
  const { paper_id, created_at, ...set } = item;
  expect(named(Statement)).toEqual([...Object.keys(set), "paper_id"]);
  expect(Parameters).toEqual([...Object.values(set), paper_id, item.updated_at]);
  expect(Statement).toMatch(/ REMOVE "raw_json" WHERE "paper_id" = \? AND "updated_at" < \?$/);
});

test("UPDATE removes nothing where the item has both raw texts", () => {
  const both = paperItem(paperVersion({ raw_xml: "<entry/>", raw_json: "{}" }));
  expect(updateStatement("papers", both).Statement).not.toContain("REMOVE");
});

test("a withdrawal's UPDATE sets the status, its time and where it came from, and nothing else", () => {
  const { Statement, Parameters } = withdrawStatement("papers", item);
  const { trace_id, batch_timestamp, record_number, processing_status, updated_at, paper_id } = item;
  const set = { trace_id, batch_timestamp, record_number, processing_status, updated_at };
  expect(named(Statement)).toEqual([...Object.keys(set), "paper_id"]);
  expect(Parameters).toEqual([...Object.values(set), paper_id, updated_at]);
  expect(Statement).toMatch(/^UPDATE "papers" SET [^R]+ WHERE "paper_id" = \? AND "updated_at" < \?$/);
});

test("the text of a statement is the same whatever the values are", () => {
  const other = paperItem(
    paperVersion({ id: "pubmed:1", title: "x'; DROP", raw_xml: '"?"', authors: ["a"] }),
  );
  expect(insertStatement("papers", other).Statement).toBe(insertStatement("papers", item).Statement);
  expect(updateStatement("papers", other).Statement).toBe(updateStatement("papers", item).Statement);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementRequest.html
test("statements stay far under DynamoDB's 8,192 characters", () => {
  expect(insertStatement("t".repeat(255), item).Statement.length).toBeLessThan(2_000);
  expect(updateStatement("t".repeat(255), item).Statement.length).toBeLessThan(2_000);
});
