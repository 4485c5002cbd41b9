import { expect, test } from "vitest";
import { throttledShare } from "./throttling.ts";

const error = (Code: string) => ({ Code });

test.each([
  ["ThrottlingError"],
  ["ProvisionedThroughputExceeded"],
  ["RequestLimitExceeded"],
  ["ThrottlingException"],
  ["ProvisionedThroughputExceededException"],
])("a statement that failed with %s was throttled", (code) => {
  expect(throttledShare([error(code), undefined, undefined, undefined])).toBe(0.25);
});

test("one that lost to another, or failed inside DynamoDB, was not", () => {
  const codes = ["DuplicateItem", "ConditionalCheckFailed", "InternalServerError", "ValidationError"];
  expect(throttledShare(codes.map(error))).toBe(0);
});

test("nothing of no statements was throttled", () => {
  expect(throttledShare([])).toBe(0);
});
