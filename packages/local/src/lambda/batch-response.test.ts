import { describe, expect, test } from "vitest";
import { failedItems } from "./batch-response.ts";

const identifiers = ["1", "2", "3"];
const failures = (...ids: unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe("complete success", () => {
  test.each([
    ["no response", undefined],
    ["a null response", null],
    ["an empty response", {}],
    ["no list", { other: 1 }],
    ["a null list", { batchItemFailures: null }],
    ["an empty list", { batchItemFailures: [] }],
    ["a response that is not an object", "done"],
  ])("%s", (_name, response) => {
    expect(failedItems(response, identifiers)).toEqual(new Set());
  });
});

describe("complete failure", () => {
  test.each([
    ["an empty identifier", failures("")],
    ["a null identifier", failures(null)],
    ["an identifier under another name", { batchItemFailures: [{ id: "1" }] }],
    ["an identifier that is not in the batch", failures("1", "4")],
    ["an identifier that is a number", failures(1)],
    ["a list that is not a list", { batchItemFailures: { itemIdentifier: "1" } }],
  ])("%s", (_name, response) => {
    expect(failedItems(response, identifiers)).toBe("all");
  });
});

test("the items that are named have failed", () => {
  expect(failedItems(failures("3", "2"), identifiers)).toEqual(new Set(["2", "3"]));
});
