import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paperIdSchema, sourceSchema, timestamp, timestampSchema } from "./paper.ts";

const arbitraryDate = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});

describe("a timestamp", () => {
  test("is the moment in UTC with milliseconds", () => {
    expect(timestamp(new Date("2024-05-01T02:00:00+02:00"))).toBe("2024-05-01T00:00:00.000Z");
  });

  test("sorts as text as it does as time, and is read back as the same moment", () => {
    fc.assert(
      fc.property(arbitraryDate, arbitraryDate, (a, b) => {
        expect(timestamp(a) < timestamp(b)).toBe(a < b);
        expect(Date.parse(timestamp(a))).toBe(a.getTime());
      }),
    );
  });

  test("of no date is a RangeError", () => {
    expect(() => timestamp(new Date("yesterday"))).toThrow(RangeError);
  });

  test.each([
    "2024-05-01",
    "2024-05-01T00:00:00Z",
    "2024-05-01T00:00:00.000+02:00",
    "2024-02-30T00:00:00.000Z",
  ])("is not %s", (text) => {
    expect(timestampSchema.safeParse(text).success).toBe(false);
  });
});

describe("a paper id", () => {
  test.each(["arxiv:2401.12345", "arxiv:astro-ph/0601001", "pubmed:1", "crossref:10.1000/é–ß", "a1-b:x:y"])(
    "is %s",
    (id) => {
      expect(paperIdSchema.parse(id)).toBe(id);
    },
  );

  test.each([
    "",
    "2401.12345",
    "arxiv:",
    ":1",
    "ArXiv:1",
    "arxiv:a b",
    "arxiv:a\n",
    "arxiv:a\u0000",
    "-a:1",
    "constructor:1",
  ])("is not %j", (id) => {
    expect(paperIdSchema.safeParse(id).success).toBe(false);
  });

  test("is up to 1,024 bytes long, however few its characters", () => {
    const longest = `arxiv:${"x".repeat(2)}${"\u{1f600}".repeat(254)}`;
    expect(Buffer.byteLength(longest)).toBe(1_024);
    expect(paperIdSchema.safeParse(longest).success).toBe(true);
    expect(paperIdSchema.safeParse(`${longest}x`).success).toBe(false);
  });
});

test.each([
  ["arxiv", true],
  ["x", true],
  ["a".repeat(32), true],
  ["a".repeat(33), false],
  ["ArXiv", false],
  ["with#hash", false],
  ["constructor", false],
  ["constructors", true],
  ["", false],
])("as a source %s is taken: %s", (source, isTaken) => {
  expect(sourceSchema.safeParse(source).success).toBe(isTaken);
});
