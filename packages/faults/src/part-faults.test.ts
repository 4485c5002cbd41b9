import { expect, test } from "vitest";
import { type PartOutcome, splitRequest } from "./part-faults.ts";

/** Returns these outcomes one after the other. */
const outcomes = (...given: PartOutcome[]) => {
  const rest = given.values();
  return () => rest.next().value ?? "taken";
};

test("statements that are refused are not sent, and each answer stands in its statement's place", () => {
  const split = splitRequest(
    "BatchExecuteStatementCommand",
    { Statements: ["a", "b", "c"], ReturnConsumedCapacity: "NONE" },
    outcomes("taken", "refused", "taken-unsaid"),
  );
  expect(split?.fewer).toEqual({ Statements: ["a", "c"], ReturnConsumedCapacity: "NONE" });
  const failure = { Error: { Code: "ThrottlingError", Message: "injected fault" } };
  expect(split?.answer({ Responses: [{ TableName: "t" }, { TableName: "t" }] })).toEqual({
    Responses: [{ TableName: "t" }, failure, failure],
  });
});

test("entries that fail are counted, and each stands in its place", () => {
  const split = splitRequest("PutEventsCommand", { Entries: [1, 2] }, outcomes("refused", "taken"));
  expect(split?.fewer).toEqual({ Entries: [2] });
  expect(split?.answer({ FailedEntryCount: 0, Entries: [{ EventId: "x" }] })).toEqual({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: "InternalFailure", ErrorMessage: "injected fault" }, { EventId: "x" }],
  });
});

test("keys that are refused come back as unprocessed", () => {
  const request = { RequestItems: { papers: { Keys: [1, 2], ConsistentRead: true } } };
  const split = splitRequest("BatchGetItemCommand", request, outcomes("refused", "taken"));
  expect(split?.fewer).toEqual({ RequestItems: { papers: { Keys: [2], ConsistentRead: true } } });
  expect(split?.answer({ Responses: { papers: [{}] } })).toEqual({
    Responses: { papers: [{}] },
    UnprocessedKeys: { papers: { Keys: [1], ConsistentRead: true } },
  });
});

test("where all parts are refused nothing is sent", () => {
  const split = splitRequest("PutEventsCommand", { Entries: [1] }, outcomes("refused"));
  expect(split?.fewer).toBeUndefined();
  expect(split?.answer({})).toMatchObject({ FailedEntryCount: 1 });
});

test("a request without parts is left alone", () => {
  expect(splitRequest("PutItemCommand", {}, outcomes())).toBeUndefined();
});
