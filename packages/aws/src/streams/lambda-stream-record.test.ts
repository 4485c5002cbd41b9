import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { expect, test } from "vitest";
import { lambdaStreamRecord } from "./lambda-stream-record.ts";

const record: _Record = {
  eventID: "e1",
  eventName: "MODIFY",
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: "eu-central-1",
  dynamodb: {
    ApproximateCreationDateTime: new Date("2026-01-02T03:04:05.500Z"),
    Keys: { id: { S: "a" } },
    SequenceNumber: "123",
    SizeBytes: 7,
    StreamViewType: "NEW_IMAGE",
  },
};

test("a record keeps its fields, with its time in seconds", () => {
  expect(lambdaStreamRecord(record, "arn:stream")).toEqual({
    eventID: "e1",
    eventName: "MODIFY",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-central-1",
    eventSourceARN: "arn:stream",
    dynamodb: {
      ApproximateCreationDateTime: 1_767_323_045.5,
      Keys: { id: { S: "a" } },
      SequenceNumber: "123",
      SizeBytes: 7,
      StreamViewType: "NEW_IMAGE",
    },
  });
});

test("values of every type are JSON at any depth, with bytes in base64", () => {
  const image = {
    s: { S: "" },
    n: { N: "1.50" },
    no: { BOOL: false },
    nothing: { NULL: true as const },
    b: { B: Uint8Array.of(255, 0) },
    ss: { SS: ["x"] },
    ns: { NS: ["1"] },
    bs: { BS: [Uint8Array.of(1)] },
    l: { L: [{ M: { deep: { B: Uint8Array.of(2) } } }] },
  };
  const given = lambdaStreamRecord(
    { ...record, dynamodb: { ...record.dynamodb, NewImage: image, OldImage: image } },
    "arn:stream",
  );
  const expected = {
    ...image,
    b: { B: "/wA=" },
    bs: { BS: ["AQ=="] },
    l: { L: [{ M: { deep: { B: "Ag==" } } }] },
  };
  expect(given.dynamodb).toMatchObject({ NewImage: expected, OldImage: expected });
  expect(JSON.parse(JSON.stringify(given))).toEqual(given);
});

test("a deletion by time to live says who did it", () => {
  const userIdentity = { PrincipalId: "dynamodb.amazonaws.com", Type: "Service" };
  expect(lambdaStreamRecord({ ...record, userIdentity }, "arn:stream").userIdentity).toEqual({
    principalId: "dynamodb.amazonaws.com",
    type: "Service",
  });
});

test("a record without its place in the stream is an error", () => {
  expect(() => lambdaStreamRecord({ ...record, dynamodb: {} }, "arn:stream")).toThrow(/SequenceNumber/);
});
