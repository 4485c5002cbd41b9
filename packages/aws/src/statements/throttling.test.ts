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

test("a statement with a failed condition, or with a failure inside DynamoDB, was not throttled", () => {
  const codes = ["DuplicateItem", "ConditionalCheckFailed", "InternalServerError", "ValidationError"];
  expect(throttledShare(codes.map(error))).toBe(0);
});

test("without statements, the throttled share is 0", () => {
  expect(throttledShare([])).toBe(0);
});
