import type { PaperVersion } from "@paperledger/core/papers/paper";
import { paperVersion, withdrawalVersion } from "@paperledger/core/papers/paper-version.fixture";
import type { StoredVersion } from "@paperledger/core/papers/upsert-decision";
import { expect, test } from "vitest";
import { insertStatement } from "../statements/statement.ts";
import { paperItem } from "./paper-item.ts";
import { updateStatement } from "./upsert-statements.ts";

const version = paperVersion({ raw_xml: "<entry/>", doi: "10.5072/loom" });
const item = paperItem(version);
const named = (text: string) => [...text.matchAll(/["'](\w+)["'](?:: | = | < )\?/g)].map(([, name]) => name);

const OLDER: StoredVersion = { updated_at: "2023-01-01T00:00:00.000Z", trace_id: "run-0", record_number: 3 };
const origin = { trace_id: "run-0", record_number: 3 };
const textOver = (over: StoredVersion, of: PaperVersion = version) =>
  updateStatement("papers", of, { over, text: true, withdrawal: false });
const withdrawalOver = (over: StoredVersion, of: PaperVersion = withdrawalVersion()) =>
  updateStatement("papers", of, { over, text: false, withdrawal: true });
const conditionOf = ({ Statement }: { readonly Statement: string }) => Statement.split(" WHERE ")[1];

test("INSERT names every attribute of the item, and has the values as parameters in the same order", () => {
  const { Statement, Parameters } = insertStatement("papers", item);
  expect(Statement).toMatch(/^INSERT INTO "papers" VALUE \{[^}]*\}$/);
  expect(named(Statement)).toEqual(Object.keys(item));
  expect(Parameters).toEqual(Object.values(item));
});

test("a text's UPDATE sets every attribute except the key and created_at, and removes the raw text that the version lacks", () => {
  const { Statement, Parameters } = textOver(OLDER);
  const { paper_id, created_at, ...set } = item;
  const keys = new Set(named(Statement.split(" REMOVE ")[0] ?? ""));
  expect(keys).toEqual(new Set([...Object.keys(set), "previous"]));
  expect(Parameters).toHaveLength(keys.size + 4);
  expect(Parameters.slice(keys.size)).toEqual([paper_id, version.updated_at, "run-0", 3]);
  expect(Parameters).toContainEqual(origin);
  expect(Statement).toMatch(
    / REMOVE "raw_json" WHERE "paper_id" = \? AND "updated_at" < \? AND "withdrawn_at" IS MISSING AND "trace_id" = \? AND "record_number" = \?$/,
  );
});

test("a text's UPDATE sets the DOI to null if the version has none", () => {
  const { Statement, Parameters } = textOver(OLDER, paperVersion({ raw_xml: "<entry/>" }));
  expect(Parameters[named(Statement).indexOf("doi")]).toBeNull();
});

test("UPDATE removes nothing if the version has every attribute", () => {
  const both = paperVersion({ raw_xml: "<entry/>", raw_json: "{}", doi: "10.5072/loom" });
  expect(textOver(OLDER, both).Statement).not.toContain("REMOVE");
});

test("a withdrawal's UPDATE sets the status, its time and its origin, and nothing else", () => {
  const withdrawal = withdrawalVersion();
  const { Statement, Parameters } = withdrawalOver(OLDER, withdrawal);
  expect(Statement).toBe(
    'UPDATE "papers" SET "withdrawn_at" = ?, "withdrawn_trace_id" = ?, "withdrawn_record_number" = ?, "processing_status" = ? ' +
      'WHERE "paper_id" = ? AND "updated_at" = ? AND "withdrawn_at" IS MISSING AND "trace_id" = ? AND "record_number" = ?',
  );
  expect(Parameters).toEqual([
    withdrawal.withdrawn_at,
    "withdrawing-run",
    9,
    "withdrawn",
    withdrawal.paper_id,
    OLDER.updated_at,
    "run-0",
    3,
  ]);
});

test("one UPDATE writes a text and the withdrawal in the same record, or only the text", () => {
  const both = paperVersion({ withdrawn_at: version.batch_timestamp });
  const over = { ...OLDER, withdrawn_at: "2023-06-01T00:00:00.000Z" };
  const write = (withdrawal: boolean) => updateStatement("papers", both, { over, text: true, withdrawal });
  expect(write(true).Statement).toContain('"withdrawn_at" = ?, "withdrawn_trace_id" = ?');
  expect(conditionOf(write(true))).toContain('"updated_at" < ? AND "withdrawn_at" < ? AND');
  expect(write(true).Parameters).toContain("withdrawn");
  expect(write(false).Statement).not.toContain('"withdrawn_trace_id"');
  expect(conditionOf(write(false))).toContain('"updated_at" < ? AND "withdrawn_at" = ? AND');
  expect(write(false).Parameters).toContain("ingested");
});

test.each([
  ["older", OLDER, '"updated_at" < ?'],
  [
    "of the same time",
    { ...OLDER, updated_at: version.updated_at, tie: "0" },
    '"updated_at" = ? AND "tie" < ?',
  ],
  [
    "of the same time without a tie",
    { ...OLDER, updated_at: version.updated_at },
    '"updated_at" = ? AND "tie" IS MISSING',
  ],
])("an UPDATE of a stored text (%s) has the condition of this order", (_what, over, condition) => {
  expect(conditionOf(textOver(over))).toBe(
    `"paper_id" = ? AND ${condition} AND "withdrawn_at" IS MISSING AND "trace_id" = ? AND "record_number" = ?`,
  );
});

test("a text has the condition that the withdrawal is unchanged, and a withdrawal has the condition that the text is unchanged", () => {
  const over = { ...OLDER, withdrawn_at: "2023-06-01T00:00:00.000Z" };
  expect(conditionOf(textOver(over))).toContain('"updated_at" < ? AND "withdrawn_at" = ?');
  expect(textOver(over).Parameters).toContain(over.withdrawn_at);
  expect(conditionOf(withdrawalOver(over))).toContain('"updated_at" = ? AND "withdrawn_at" < ?');
});

test("the text of a statement does not depend on the values", () => {
  const other = paperVersion({
    id: "pubmed:1",
    title: "x'; DROP",
    raw_xml: '"?"',
    authors: ["a"],
    doi: "10.5072/'",
  });
  expect(insertStatement("papers", paperItem(other)).Statement).toBe(
    insertStatement("papers", item).Statement,
  );
  expect(textOver(OLDER, other).Statement).toBe(textOver(OLDER).Statement);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementRequest.html
test("statements stay far below DynamoDB's limit of 8,192 characters", () => {
  expect(insertStatement("t".repeat(255), item).Statement.length).toBeLessThan(2_000);
  const update = { over: OLDER, text: true, withdrawal: false } as const;
  expect(updateStatement("t".repeat(255), version, update).Statement.length).toBeLessThan(2_000);
});
