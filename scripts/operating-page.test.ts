import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const OPERATING = readFileSync("docs/operating.md", "utf8");
const OPERATIONS = readFileSync("docs/operations.md", "utf8");

test("the page for operators has a row for each alarm of the runbook", () => {
  const alarms = [...OPERATIONS.matchAll(/^### ([a-z]+(?:-[a-z]+)+)$/gm)].map(([, name]) => name);
  const rows = [...OPERATING.matchAll(/^\| \[([a-z-]+)\]\(operations\.md#([a-z-]+)\) \|/gm)];
  expect(alarms.length).toBeGreaterThan(10);
  expect(rows.map(([, name]) => name)).toEqual(alarms);
  expect(rows.map(([, , target]) => target)).toEqual(alarms);
});
