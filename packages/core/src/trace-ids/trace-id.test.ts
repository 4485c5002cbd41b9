import { createHash } from "node:crypto";
import { anyCharacter } from "@paperledger/events/any-text.fixture";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidTraceIdError, parseTraceId, runDateOf, traceIdOf, traceIdSchema } from "./trace-id.ts";
import { ulidOf } from "./ulid-of.ts";

const UPLOAD = {
  bucket: "papers",
  key: "raw-data/2024-03-09/papers-1.gz",
  version: "3HL4kqtJvjVBH40Nrjfkd",
  eventTimeMs: Date.parse("2024-03-09T23:59:59.999Z"),
};

const arbitraryUpload = fc.record({
  bucket: fc.string(),
  key: fc.string({ unit: anyCharacter }),
  version: fc.string(),
  eventTimeMs: fc.integer({ min: 0, max: Date.parse("9999-12-31T23:59:59.999Z") }),
});

/** Decodes Crockford's base 32: 48 bits of time, then 80 random bits. */
function decode(ulid: string): { timeMs: number; random: bigint } {
  const bits = [...ulid].reduce(
    (sum, character) => sum * 32n + BigInt("0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(character)),
    0n,
  );
  return { timeMs: Number(bits >> 80n), random: bits & ((1n << 80n) - 1n) };
}

describe("the trace id of an upload", () => {
  test("never changes between versions", () => {
    expect(traceIdOf(UPLOAD)).toBe("batch-20240309-01HRJTHFZZA8X7YNZFJZ930ZA3");
  });

  test("is the same for the same upload", () => {
    fc.assert(
      fc.property(arbitraryUpload, (upload) => {
        expect(traceIdOf({ ...upload })).toBe(traceIdOf(upload));
      }),
    );
  });

  test("has the event's time, and the first 80 bits of SHA-256 over what identifies the upload", () => {
    fc.assert(
      fc.property(arbitraryUpload, (upload) => {
        const { timeMs, random } = decode(ulidOf(traceIdOf(upload)));
        const { bucket, key, version } = upload;
        const sha256 = createHash("sha256")
          .update(JSON.stringify([bucket, key, version]))
          .digest("hex");
        expect(timeMs).toBe(upload.eventTimeMs);
        expect(random).toBe(BigInt(`0x${sha256}`) >> 176n);
      }),
    );
  });

  test("has the UTC date of the event", () => {
    fc.assert(
      fc.property(arbitraryUpload, (upload) => {
        const date = new Date(upload.eventTimeMs).toISOString().slice(0, 10);
        expect(runDateOf(traceIdOf(upload))).toBe(date);
        expect(traceIdOf(upload).slice(6, 14)).toBe(date.replaceAll("-", ""));
      }),
    );
  });

  test.each([
    ["bucket", { bucket: "others" }],
    ["key", { key: "raw-data/2024-03-09/papers-2.gz" }],
    ["version", { version: "another" }],
    ["event time", { eventTimeMs: UPLOAD.eventTimeMs + 1 }],
  ])("is another if the %s is another", (_part, changed) => {
    expect(traceIdOf({ ...UPLOAD, ...changed })).not.toBe(traceIdOf(UPLOAD));
  });

  test("is different for two uploads even if their parts joined together are the same text", () => {
    const [one, other] = [
      { ...UPLOAD, bucket: "a", key: "b/c" },
      { ...UPLOAD, bucket: "a/b", key: "c" },
    ];
    expect(traceIdOf(one)).not.toBe(traceIdOf(other));
  });

  test("sorts by event time as text", () => {
    fc.assert(
      fc.property(arbitraryUpload, arbitraryUpload, (a, b) => {
        fc.pre(a.eventTimeMs < b.eventTimeMs);
        expect(traceIdOf(a) < traceIdOf(b)).toBe(true);
      }),
    );
  });
});

describe("a trace id is read", () => {
  test("from itself, from its ULID alone, in upper or lower case, with space around it", () => {
    fc.assert(
      fc.property(arbitraryUpload, (upload) => {
        const traceId = traceIdOf(upload);
        const ulid = ulidOf(traceId);
        for (const text of [traceId, ulid, ulid.toLowerCase(), traceId.toUpperCase(), ` ${traceId}\n`])
          expect(parseTraceId(text)).toBe(traceId);
      }),
    );
  });

  test.each([
    ["nothing", ""],
    ["another word", "latest"],
    ["too short a ULID", "01HRJTHFZZA8X7YNZFJZ930ZA"],
    ["too long a ULID", "01HRJTHFZZA8X7YNZFJZ930ZA34"],
    ["letters that a ULID cannot have", "01HRJTHFZZA8X7YNZFJZ93BILO"],
    ["a ULID above the highest possible ULID", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
    ["a ULID of a year with five digits", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
    ["a date that is not the ULID's", "batch-20240310-01HRJTHFZZA8X7YNZFJZ930ZA3"],
    ["a date without a ULID", "batch-20240309-"],
    ["two trace ids", "01HRJTHFZZA8X7YNZFJZ930ZA3\n01HRJTHFZZA8X7YNZFJZ930ZA3"],
  ])("but not from %s, and the error says what to give", (_what, input) => {
    expect(() => parseTraceId(input)).toThrow(InvalidTraceIdError);
    expect(() => parseTraceId(input)).toThrow(JSON.stringify(input));
    expect(() => parseTraceId(input)).toThrow("give batch-YYYYMMDD-ULID");
  });
});

describe("the one schema of trace ids, which every edge uses,", () => {
  test("accepts every trace id that traceIdOf makes", () => {
    fc.assert(
      fc.property(arbitraryUpload, (upload) => {
        expect(traceIdSchema.safeParse(traceIdOf(upload)).success).toBe(true);
      }),
    );
  });

  test("accepts only texts that parseTraceId returns unchanged", () => {
    const almost = fc
      .tuple(arbitraryUpload, fc.nat({ max: 40 }), fc.string({ unit: anyCharacter, maxLength: 2 }))
      .map(([upload, at, other]) => {
        const traceId = traceIdOf(upload);
        return traceId.slice(0, at) + other + traceId.slice(at + other.length);
      });
    fc.assert(
      fc.property(almost, (text) => {
        fc.pre(traceIdSchema.safeParse(text).success);
        expect(parseTraceId(text)).toBe(text);
      }),
    );
  });

  test.each([
    ["a ULID above the highest possible ULID", "batch-20240309-8ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
    ["the last ULID, whose year has five digits", "batch-99991231-7ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
    ["letters that a ULID cannot have", "batch-20240309-01HRJTHFZZA8X7YNZFJZ93BILO"],
    ["the date of the next day", "batch-20240310-01HRJTHFZZA8X7YNZFJZ930ZA3"],
    ["a date that does not exist", "batch-20240231-01HRJTHFZZA8X7YNZFJZ930ZA3"],
    ["lower case", "batch-20240309-01hrjthfzza8x7ynzfjz930za3"],
    ["no date", "01HRJTHFZZA8X7YNZFJZ930ZA3"],
    ["a line break at its end", "batch-20240309-01HRJTHFZZA8X7YNZFJZ930ZA3\n"],
    ["nothing in it", ""],
  ])("refuses a text with %s", (_what, text) => {
    expect(traceIdSchema.safeParse(text).success).toBe(false);
  });
});
