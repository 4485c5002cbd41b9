import { readFileSync } from "node:fs";
import { EXIT_CODES } from "@paperledger/cli/help/exit-codes";
import { ERROR_LINE, JSON_LINES, LINES_OF_COMMANDS } from "@paperledger/cli/json/json-lines";
import { expect, test } from "vitest";
import { fieldsOf, JSON_PAGE, jsonPage } from "./json-page.ts";

test("the page is made from the schemas: run `npm run docs` after a change", () => {
  expect(readFileSync(JSON_PAGE, "utf8")).toBe(jsonPage());
});

test("every command has a list of its types of line, every type has a schema, and every schema belongs to a command", () => {
  expect(Object.keys(LINES_OF_COMMANDS).toSorted()).toEqual(Object.keys(EXIT_CODES).toSorted());
  expect([...new Set([ERROR_LINE, ...Object.values(LINES_OF_COMMANDS).flat()])].toSorted()).toEqual(
    Object.keys(JSON_LINES).toSorted(),
  );
});

test.each(Object.keys(JSON_LINES))(
  "the fields of %s are in snake_case, and a field that ends in _at is a time",
  (type) => {
    const fields = fieldsOf(type);
    expect(fields.length).toBeGreaterThan(0);
    for (const { name, takes } of fields) {
      for (const part of name.split(".")) expect(part).toMatch(/^[a-z][a-z0-9_]*(\[\]|\[name\])*$/);
      // A field that is `at`, or ends in `_at`, is a time.
      if (/(^|[._])at$/.test(name)) expect([name, takes]).toEqual([name, expect.stringContaining("time")]);
    }
  },
);

test("a field inside another, in a list, and in one of several forms is listed", () => {
  const names = fieldsOf("status").map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["parts[].with_rejects", "todo[].run_count", "unknown"]));
  expect(fieldsOf("run")).toContainEqual({
    name: "failure",
    takes: "object or null",
    isOptional: false,
    meaning: "the last failure, even if the run completed after it",
  });
});
