import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventPattern, InvalidEventPatternError } from "./event-pattern.ts";

const matches = (pattern: unknown, event: unknown) => eventPattern(pattern)(event);

const instanceStopped = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "111122223333",
  time: "2017-10-02T16:24:49Z",
  region: "us-west-1",
  resources: ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0", "arn:other"],
  detail: {
    "instance-id": "i-1234567890abcdef0",
    state: "running",
    "c-count": 5,
    "d-count": 3,
    "x-limit": 301.8,
    "source-ip": "10.0.0.33",
  },
};

describe("values and structure", () => {
  test.each([
    ["every field named matches", { source: ["aws.ec2"], detail: { state: ["running"] } }, true],
    ["one field named does not", { source: ["aws.ec2"], detail: { state: ["stopped"] } }, false],
    ["any value of the array will do", { detail: { state: ["stopped", "running"] } }, true],
    ["a field that the event lacks does not match", { detail: { reason: ["x"] } }, false],
    ["an array of the event matches where one element does", { resources: ["arn:other", "arn:x"] }, true],
    ["text is compared with its case", { source: ["AWS.EC2"] }, false],
    ["a number is not its text", { detail: { "c-count": ["5"] } }, false],
    ["a number is compared as a number", { detail: { "x-limit": [3.018e2] } }, true],
    ["an object is not a value", { detail: ["running"] }, false],
    ["a name that every object inherits is not a field", { detail: { toString: [{ exists: true }] } }, false],
  ])("%s", (_name, pattern, expected) => {
    expect(matches(pattern, instanceStopped)).toBe(expected);
  });

  test("null and the empty text match themselves only", () => {
    const event = { detail: { nothing: null, empty: "" } };
    expect(matches({ detail: { nothing: [null] } }, event)).toBe(true);
    expect(matches({ detail: { empty: [""] } }, event)).toBe(true);
    expect(matches({ detail: { empty: [null] } }, event)).toBe(false);
    expect(matches({ detail: { nothing: [""] } }, event)).toBe(false);
    expect(matches({ detail: { missing: [null] } }, event)).toBe(false);
    expect(matches({ detail: { missing: [""] } }, event)).toBe(false);
  });

  test("fields of objects in an array match within one and the same object", () => {
    const event = {
      employees: [
        [
          { firstName: "John", lastName: "Doe" },
          { firstName: "Anna", lastName: "Smith" },
        ],
        [{ firstName: "Peter", lastName: "Jones" }],
      ],
    };
    expect(matches({ employees: { firstName: ["Anna"] } }, event)).toBe(true);
    expect(matches({ employees: { firstName: ["Anna"], lastName: ["Smith"] } }, event)).toBe(true);
    expect(matches({ employees: { firstName: ["Anna"], lastName: ["Jones"] } }, event)).toBe(false);
    expect(matches({ employees: { firstName: ["Peter"], age: [{ exists: false }] } }, event)).toBe(true);
    expect(matches({ employees: { lastName: [{ exists: false }] } }, event)).toBe(false);
  });
});

describe("operators", () => {
  test.each([
    [{ time: [{ prefix: "2017-10-02" }] }, true],
    [{ time: [{ prefix: "2017-10-03" }] }, false],
    [{ source: [{ prefix: { "equals-ignore-case": "AWS.e" } }] }, true],
    [{ source: [{ suffix: "ec2" }] }, true],
    [{ source: [{ suffix: "EC2" }] }, false],
    [{ source: [{ suffix: { "equals-ignore-case": ".EC2" } }] }, true],
    [{ source: [{ "equals-ignore-case": "AWS.Ec2" }] }, true],
    [{ detail: { "c-count": [{ prefix: "5" }] } }, false],
    [{ detail: { state: [{ "anything-but": "initializing" }] } }, true],
    [{ detail: { state: [{ "anything-but": "running" }] } }, false],
    [{ detail: { state: [{ "anything-but": ["stopped", "running"] }] } }, false],
    [{ detail: { "x-limit": [{ "anything-but": [100, 200] }] } }, true],
    [{ detail: { "c-count": [{ "anything-but": 5 }] } }, false],
    [{ detail: { missing: [{ "anything-but": "x" }] } }, false],
    [{ region: [{ "anything-but": { prefix: "us-" } }] }, false],
    [{ region: [{ "anything-but": { prefix: ["eu-", "ap-"] } }] }, true],
    [{ region: [{ "anything-but": { suffix: "-1" } }] }, false],
    [{ region: [{ "anything-but": { "equals-ignore-case": ["US-WEST-1"] } }] }, false],
    [{ region: [{ "anything-but": { wildcard: "us-*-2" } }] }, true],
    [{ region: [{ "anything-but": { wildcard: "us-*-1" } }] }, false],
    [{ resources: [{ "anything-but": "arn:other" }] }, true],
    [{ detail: { "c-count": [{ numeric: [">", 0, "<=", 5] }] } }, true],
    [{ detail: { "c-count": [{ numeric: [">", 0, "<", 5] }] } }, false],
    [{ detail: { "d-count": [{ numeric: ["<", 10] }] } }, true],
    [{ detail: { "x-limit": [{ numeric: ["=", 3.018e2] }] } }, true],
    [{ detail: { state: [{ numeric: [">", 0] }] } }, false],
    [{ detail: { state: [{ exists: true }] } }, true],
    [{ detail: { missing: [{ exists: true }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { state: [{ exists: false }] } }, false],
    [{ detail: { state: ["stopped", { exists: false }] } }, false],
    [{ detail: { missing: ["stopped", { exists: false }] } }, true],
    [{ detail: [{ exists: false }] }, true],
    [{ nowhere: { deep: [{ exists: false }] } }, true],
    [{ detail: { "source-ip": [{ cidr: "10.0.0.0/24" }] } }, true],
    [{ detail: { "source-ip": [{ cidr: "10.0.1.0/24" }] } }, false],
    [{ detail: { state: [{ cidr: "10.0.0.0/24" }] } }, false],
    [{ source: [{ wildcard: "aws.*" }] }, true],
    [{ source: [{ wildcard: "*.ec*" }] }, true],
    [{ source: [{ wildcard: "aws?ec2" }] }, false],
    [{ resources: [{ wildcard: "arn:*:instance/*" }] }, true],
  ])("%j: %s", (pattern, expected) => {
    expect(matches(pattern, instanceStopped)).toBe(expected);
  });

  test("an IPv6 address lies in an IPv6 block", () => {
    expect(matches({ ip: [{ cidr: "2001:db8::/32" }] }, { ip: "2001:db8::1" })).toBe(true);
    expect(matches({ ip: [{ cidr: "2001:db8::/32" }] }, { ip: "2001:db9::1" })).toBe(false);
  });

  test("an escaped asterisk or backslash in a wildcard stands for itself", () => {
    expect(matches({ path: [{ wildcard: "a\\*b" }] }, { path: "a*b" })).toBe(true);
    expect(matches({ path: [{ wildcard: "a\\*b" }] }, { path: "axb" })).toBe(false);
    expect(matches({ path: [{ wildcard: "a\\\\*" }] }, { path: "a\\b" })).toBe(true);
  });
});

describe("$or", () => {
  test.each([
    [{ source: "a", metric: "CPU" }, true],
    [{ source: "a", namespace: "EC2" }, true],
    [{ source: "a", kind: "K", namespace: "S3" }, true],
    [{ source: "a", kind: "K" }, false],
    [{ source: "b", metric: "CPU" }, false],
  ])("%j: %s", (event, expected) => {
    const pattern = {
      source: ["a"],
      $or: [
        { metric: ["CPU"] },
        { namespace: ["EC2"] },
        { kind: ["K"], $or: [{ namespace: ["S3"] }, { x: [1] }] },
      ],
    };
    expect(matches(pattern, event)).toBe(expected);
  });

  test("with a single pattern it is a field like any other", () => {
    expect(matches({ $or: { a: ["x"] } }, { $or: { a: "x" } })).toBe(true);
  });
});

describe("an invalid pattern", () => {
  test.each([
    ["no object", ["a"]],
    ["no field", {}],
    ["a bare value", { source: "aws.ec2" }],
    ["an empty array", { source: [] }],
    ["an unknown operator", { source: [{ like: "a" }] }],
    ["two operators in one", { source: [{ prefix: "a", suffix: "b" }] }],
    ["exists of something else", { source: [{ exists: "yes" }] }],
    ["a half range", { n: [{ numeric: [">"] }] }],
    ["a range the wrong way round", { n: [{ numeric: ["<", 1, ">", 0] }] }],
    ["two asterisks in a row", { source: [{ wildcard: "a**b" }] }],
    ["a backslash before another character", { source: [{ wildcard: "a\\b" }] }],
    ["an impossible block", { ip: [{ cidr: "10.0.0.0/99" }] }],
    ["a block without its bits", { ip: [{ cidr: "10.0.0.0" }] }],
    ["a nested value", { detail: { a: [["b"]] } }],
  ])("%s", (_name, pattern) => {
    expect(() => eventPattern(pattern)).toThrow(InvalidEventPatternError);
  });

  test("the error names the field", () => {
    expect(() => eventPattern({ detail: { state: [{ like: "a" }] } })).toThrow(/detail\.state/);
  });
});

test("an event matches the pattern made of its own leaves, and no longer once one of them changes", () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const name = fc.string({ minLength: 1 }).filter((text) => text !== "__proto__" && text !== "$or");
  fc.assert(
    fc.property(fc.dictionary(name, leaf, { minKeys: 1, noNullPrototype: true }), (event) => {
      const pattern = Object.fromEntries(Object.entries(event).map(([field, value]) => [field, [value]]));
      expect(matches({ detail: pattern }, { detail: event })).toBe(true);
      for (const field of Object.keys(event))
        expect(matches({ detail: pattern }, { detail: { ...event, [field]: { other: 1 } } })).toBe(false);
    }),
  );
});
