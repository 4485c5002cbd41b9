import { describe, expect, test } from "vitest";
import { PutEventsValidationError, readPutEvents } from "./put-events.ts";

const entry = { Source: "paperledger", DetailType: "paper-batch.started", Detail: '{"a":1}' };
const now = new Date("2026-03-04T05:06:07.890Z");

test("an entry becomes an event in EventBridge's envelope, with its time in whole seconds", () => {
  const [read] = readPutEvents({ Entries: [{ ...entry, Resources: ["arn:x"] }] }, now);
  expect(read).toEqual({
    kind: "event",
    busName: "default",
    event: {
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "paper-batch.started",
      source: "paperledger",
      account: "000000000000",
      time: "2026-03-04T05:06:07Z",
      region: "us-east-1",
      resources: ["arn:x"],
      detail: { a: 1 },
    },
  });
});

test("the time of an entry becomes the time of its event", () => {
  const [read] = readPutEvents({ Entries: [{ ...entry, Time: 1_479_499_740 }] }, now);
  expect(read).toMatchObject({ event: { time: "2016-11-18T20:09:00Z" } });
});

test.each([["papers"], ["arn:aws:events:us-east-1:000000000000:event-bus/papers"]])(
  "a bus is named by its name or by its ARN: %s",
  (EventBusName) => {
    expect(readPutEvents({ Entries: [{ ...entry, EventBusName }] })).toMatchObject([{ busName: "papers" }]);
  },
);

describe("a bad entry is refused, and the others are not", () => {
  test.each([
    ["no source", { ...entry, Source: undefined }, "InvalidArgument", /Source is a required argument/],
    ["an empty source", { ...entry, Source: "" }, "InvalidArgument", /Source is a required argument/],
    ["no detail type", { ...entry, DetailType: undefined }, "InvalidArgument", /DetailType is a required/],
    ["no detail", { ...entry, Detail: undefined }, "InvalidArgument", /Detail is a required argument/],
    ["detail that is not JSON", { ...entry, Detail: "{" }, "MalformedDetail", /malformed/],
    ["detail that is an array", { ...entry, Detail: "[]" }, "MalformedDetail", /malformed/],
    ["detail that is null", { ...entry, Detail: "null" }, "MalformedDetail", /malformed/],
    ["a source of AWS's own", { ...entry, Source: "aws.s3" }, "NotAuthorizedForSourceException", /source/],
  ])("%s", (_name, bad, code, message) => {
    expect(readPutEvents({ Entries: [entry, bad, entry] })).toMatchObject([
      { kind: "event" },
      { kind: "refused", code, message: expect.stringMatching(message) },
      { kind: "event" },
    ]);
  });
});

describe("a request over a limit is refused as a whole", () => {
  const entryOf = (bytes: number) => {
    const rest = { Source: "s", DetailType: "d", Time: 0 };
    const counted = 1 + 1 + 14;
    return { ...rest, Detail: `{"t":"${"x".repeat(bytes - counted - '{"t":""}'.length)}"}` };
  };
  const limit = 256 * 1024;

  test.each([
    ["no entries", { Entries: [] }, /greater than or equal to 1/],
    ["eleven entries", { Entries: Array(11).fill(entry) }, /less than or equal to 10/],
    ["no list of entries", {}, /Entries/],
    ["256 KB", { Entries: [entryOf(limit)] }, /Total size/],
    ["256 KB together", { Entries: [entryOf(30), entryOf(limit - 100), entryOf(70)] }, /Total size/],
  ])("%s", (_name, request, message) => {
    expect(() => readPutEvents(request)).toThrow(PutEventsValidationError);
    expect(() => readPutEvents(request)).toThrow(message);
  });

  test("a request with ten entries, and a request of one byte less than 256 KB, are accepted", () => {
    expect(readPutEvents({ Entries: Array(10).fill(entry) })).toHaveLength(10);
    const [read] = readPutEvents({ Entries: [entryOf(limit - 1)] });
    expect(read).toMatchObject({ kind: "event" });
  });
});

test("a request of another form is refused in plain words", () => {
  expect(() => readPutEvents({})).toThrow("Entries is missing");
  expect(() => readPutEvents({ Entries: [{ Source: 1 }] })).toThrow(
    "Entries.0.Source is a number, and not text",
  );
});
