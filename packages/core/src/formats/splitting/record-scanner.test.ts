import { describe, expect, test } from "vitest";
import { collect, inChunks } from "../fixtures/byte-streams.ts";
import { cutRecords, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

/** Returns the whole file as one record. */
function* cutWhole(scanner: RecordScanner): Steps<void> {
  scanner.begin();
  while (!scanner.ended) {
    scanner.at = scanner.bytes.length;
    yield NEED_MORE;
  }
  scanner.at = scanner.bytes.length;
  yield scanner.end();
}

const whole = async (bytes: Buffer | string, maxRecordBytes: number, size = 64) =>
  (await collect(cutRecords(inChunks(bytes, size), maxRecordBytes, cutWhole))).items[0];

describe("a record", () => {
  test("has its number, its place in bytes and its text, without a byte order mark and white space behind", async () => {
    expect(await whole("\uFEFFé ab \r\n\t", 100)).toEqual({
      number: 1,
      byteOffset: 3,
      endByteOffset: 8,
      text: "é ab",
    });
  });

  test("that is not UTF-8 says at which byte, and shows the rest", async () => {
    expect(await whole(Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x62, 0xff, 0x63]), 100)).toMatchObject({
      text: "ab\uFFFDc",
      problem: { reason: "bad-encoding", message: expect.stringMatching(/byte 5 of the file/) },
    });
  });

  test.each([1, 10, 11, 64])(
    "as long as the limit is whole, and one byte longer too large, in chunks of %i",
    async (size) => {
      expect(await whole("0123456789", 10, size)).toMatchObject({ text: "0123456789" });
      expect(await whole("0123456789", 9, size)).toEqual({
        number: 1,
        byteOffset: 0,
        endByteOffset: 10,
        text: "012345678",
        problem: { reason: "too-large", message: expect.stringMatching(/10 bytes.*limit of 9/) },
      });
    },
  );

  test("that is too large shows the first 100,000 bytes at most, and no half character", async () => {
    const { text = "" } = (await whole(`a${"é".repeat(200_000)}`, 300_000, 10_000)) ?? {};
    expect(text).toBe(`a${"é".repeat(49_999)}`);
  });
});

describe("memory holds", () => {
  /** Returns the most bytes in memory while `cut` reads 5 MB in chunks of 1,000 bytes. */
  async function mostBytes(cut: (scanner: RecordScanner) => Steps<void>) {
    let most = 0;
    function* watched(scanner: RecordScanner): Steps<void> {
      for (const step of cut(scanner)) {
        most = Math.max(most, scanner.bytes.length);
        yield step;
      }
    }
    await collect(cutRecords(inChunks(Buffer.alloc(5_000_000, "x"), 1_000), 20_000, watched));
    return most;
  }

  test("no more of a record than the limit and a chunk", async () => {
    expect(await mostBytes(cutWhole)).toBe(21_000);
  });

  test("no more than a chunk of a record whose text has ended", async () => {
    let mostBehindText = 0;
    function* cutBeginning(scanner: RecordScanner): Steps<void> {
      scanner.begin();
      while (scanner.fileOffset < 15_000) {
        scanner.at = scanner.bytes.length;
        yield NEED_MORE;
      }
      scanner.endText();
      while (!scanner.ended) {
        scanner.at = scanner.bytes.length;
        yield NEED_MORE;
        mostBehindText = Math.max(mostBehindText, scanner.bytes.length);
      }
      yield scanner.end();
    }
    const { items } = await collect(
      cutRecords(inChunks(Buffer.alloc(5_000_000, "x"), 1_000), 20_000, cutBeginning),
    );
    expect(items).toEqual([
      expect.objectContaining({ byteOffset: 0, endByteOffset: 5_000_000, text: "x".repeat(15_000) }),
    ]);
    expect(items[0]).not.toHaveProperty("problem");
    expect(mostBehindText).toBe(1_000);
  });

  test("no more than a chunk between records", async () => {
    function* passOver(scanner: RecordScanner): Steps<void> {
      while (!scanner.ended) {
        scanner.at = scanner.bytes.length;
        yield NEED_MORE;
      }
    }
    expect(await mostBytes(passOver)).toBe(1_000);
  });
});

test("ending early ends the file's iteration", async () => {
  let ended = false;
  async function* file() {
    try {
      for (;;) yield Buffer.from("x");
    } finally {
      ended = true;
    }
  }
  function* cutBytes(scanner: RecordScanner): Steps<void> {
    while (!scanner.ended) {
      scanner.begin();
      if (scanner.bytes.length === 0) yield NEED_MORE;
      scanner.at++;
      yield scanner.end();
    }
  }
  for await (const record of cutRecords(file(), 10, cutBytes)) if (record.number === 3) break;
  expect(ended).toBe(true);
});
