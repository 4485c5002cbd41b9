import { Readable } from "node:stream";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchFileError } from "../batch-files/batch-file.ts";
import { collect, inChunks } from "../formats/fixtures/byte-streams.ts";
import { decompress } from "./decompress.ts";

const UNLIMITED = { maxUncompressedBytes: 1_000_000_000 };
const TEXT = Array.from({ length: 4_000 }, (_, line) => `line ${line} says ${(line * 7919) % 1013}\n`).join(
  "",
);

const sourceOf = (bytes: Buffer | string, ...sizes: readonly number[]) =>
  Readable.from(inChunks(bytes, ...sizes));

async function decompressed(source: Readable, options = UNLIMITED) {
  const { compression, content } = await decompress(source, options);
  const { items, error } = await collect(content);
  return { compression, bytes: Buffer.concat(items), error };
}

const batchFileError = (reason: string, message = /./) =>
  expect.objectContaining({ name: "BatchFileError", reason, message: expect.stringMatching(message) });

describe("compression is found from the content", () => {
  test.each([1, 2, 7, 4096, 1_000_000])("gzip, in chunks of %i", async (size) => {
    const { compression, bytes, error } = await decompressed(sourceOf(gzipSync(TEXT), size));
    expect({ compression, error }).toEqual({ compression: "gzip", error: undefined });
    expect(bytes.toString()).toBe(TEXT);
  });

  test.each([1, 4096])("none, in chunks of %i", async (size) => {
    const { compression, bytes, error } = await decompressed(sourceOf(TEXT, size));
    expect({ compression, error }).toEqual({ compression: "none", error: undefined });
    expect(bytes.toString()).toBe(TEXT);
  });

  test("a lone first byte of gzip's is not gzip", async () => {
    expect(await decompressed(sourceOf(Buffer.of(0x1f)))).toMatchObject({
      compression: "none",
      bytes: Buffer.of(0x1f),
    });
  });
});

describe("gzip of several members", () => {
  const members = Buffer.concat([gzipSync("one "), gzipSync(""), gzipSync("two "), gzipSync("three")]);

  test.each([1, 2, 3, 5, 17, 1_000])("is read to its end, in chunks of %i", async (size) => {
    const { bytes, error } = await decompressed(sourceOf(members, size));
    expect(error).toBeUndefined();
    expect(bytes.toString()).toBe("one two three");
  });

  test.each([1, 1_000])("may be padded with zero bytes, in chunks of %i", async (size) => {
    const { bytes, error } = await decompressed(
      sourceOf(Buffer.concat([members, Buffer.alloc(40_000)]), size),
    );
    expect(error).toBeUndefined();
    expect(bytes.toString()).toBe("one two three");
  });

  test.each([10, 40_000])("is corrupt where data goes on after %i bytes of padding", async (padding) => {
    const padded = Buffer.concat([members, Buffer.alloc(padding), gzipSync("four")]);
    const { bytes, error } = await decompressed(sourceOf(padded));
    expect(error).toEqual(batchFileError("corrupt-compression", /padding/));
    expect(bytes.toString()).toBe("one two three");
  });

  test("is corrupt where something else follows", async () => {
    const { error } = await decompressed(sourceOf(Buffer.concat([members, Buffer.from("junk")])));
    expect(error).toEqual(batchFileError("corrupt-compression"));
  });
});

describe("a file with nothing in it is empty", () => {
  test("no bytes at all", async () => {
    await expect(decompress(sourceOf(""), UNLIMITED)).rejects.toEqual(batchFileError("empty"));
  });

  test.each([
    ["gzip of no bytes", gzipSync("")],
    ["gzip of white space", gzipSync(" \r\n\t ".repeat(100_000))],
    ["white space", Buffer.from("\n \n")],
  ])("%s", async (_, bytes) => {
    expect((await decompressed(sourceOf(bytes))).error).toEqual(batchFileError("empty"));
  });
});

describe("a gzip file that is cut off", () => {
  const gz = gzipSync(TEXT);

  test("gives all that could be uncompressed, then is truncated, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: gz.length - 1 }),
        fc.integer({ min: 1, max: 20_000 }),
        async (cut, size) => {
          const { bytes, error } = await decompressed(sourceOf(gz.subarray(0, cut), size));
          const readable = gunzipSync(gz.subarray(0, cut), { finishFlush: constants.Z_SYNC_FLUSH });
          expect(error).toEqual(
            batchFileError("truncated", new RegExp(`after ${readable.length} uncompressed bytes`)),
          );
          expect(bytes.equals(readable)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("keeps zlib's error as the cause", async () => {
    const { error } = await decompressed(sourceOf(gz.subarray(0, 100)));
    expect(error instanceof BatchFileError && error.cause).toMatchObject({ code: "Z_BUF_ERROR" });
  });
});

describe("a gzip file that is corrupt", () => {
  const large = gzipSync(TEXT.repeat(20), { level: 1 });

  test("by its checksum", async () => {
    const bad = Buffer.from(large);
    bad.writeUInt32LE(0, bad.length - 8);
    const { bytes, error } = await decompressed(sourceOf(bad));
    expect(error).toEqual(batchFileError("corrupt-compression"));
    expect(bytes.length).toBeGreaterThan(0);
    expect(TEXT.repeat(20).startsWith(bytes.toString())).toBe(true);
  });

  test("gives each full buffer that came out before the error", async () => {
    const bad = gzipSync(Buffer.alloc(1_000_000, "x"));
    bad.writeUInt32LE(0, bad.length - 8);
    const { bytes, error } = await decompressed(sourceOf(bad));
    expect(error).toEqual(batchFileError("corrupt-compression"));
    expect(bytes.length).toBeGreaterThan(900_000);
  });

  test("by its header", async () => {
    const { error } = await decompressed(sourceOf(Buffer.from([0x1f, 0x8b, 0x07, 0, 0, 0, 0, 0, 0, 0])));
    expect(error).toEqual(batchFileError("corrupt-compression"));
  });

  test("gives the same before the error, however it is chunked", async () => {
    const bad = Buffer.from(large);
    bad.fill(0xff, 50_000, 50_100);
    const whole = await decompressed(sourceOf(bad));
    expect(whole.error).toEqual(batchFileError("corrupt-compression"));
    expect(whole.bytes.length).toBeGreaterThan(0);
    for (const size of [999, 16_384, 70_000]) {
      const { bytes, error } = await decompressed(sourceOf(bad, size));
      expect(error).toEqual(whole.error);
      expect(bytes.equals(whole.bytes)).toBe(true);
    }
  });
});

describe("a file over the limit is too large", () => {
  test("a bomb is given up to the limit, and no more of it is read", async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000, "x"));
    let readBytes = 0;
    async function* counted() {
      for await (const chunk of inChunks(bomb, 4_096)) {
        readBytes += chunk.length;
        yield chunk;
      }
    }
    const source = Readable.from(counted(), { objectMode: false, highWaterMark: 4_096 });
    const { bytes, error } = await decompressed(source, { maxUncompressedBytes: 1_000_000 });
    expect(error).toEqual(batchFileError("too-large", /1000000/));
    expect(bytes.length).toBe(1_000_000);
    expect(readBytes).toBeLessThan(bomb.length / 4);
    expect(source.destroyed).toBe(true);
  });

  test.each([
    ["plain", Buffer.from("0123456789")],
    ["gzip", gzipSync("0123456789")],
  ])("%s: the limit itself is allowed", async (_, bytes) => {
    expect((await decompressed(sourceOf(bytes, 3), { maxUncompressedBytes: 10 })).error).toBeUndefined();
    const over = await decompressed(sourceOf(bytes, 3), { maxUncompressedBytes: 9 });
    expect(over.error).toEqual(batchFileError("too-large"));
    expect(over.bytes.toString()).toBe("012345678");
  });
});

describe("an error of the source comes through as it is", () => {
  test.each([
    ["plain", Buffer.from(TEXT)],
    ["gzip", gzipSync(TEXT)],
  ])("%s, after what was read before it", async (_, bytes) => {
    const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    async function* broken() {
      yield bytes.subarray(0, bytes.length / 2);
      throw reset;
    }
    const result = await decompressed(Readable.from(broken()));
    expect(result.error).toBe(reset);
    expect(result.bytes.length).toBeGreaterThan(TEXT.length / 4);
    expect(TEXT.startsWith(result.bytes.toString())).toBe(true);
  });

  test("where nothing was read before it", async () => {
    const denied = new Error("socket hang up");
    const source = new Readable({ read: () => source.destroy(denied) });
    await expect(decompress(source, UNLIMITED)).rejects.toBe(denied);
  });
});

describe("the consumer sets the pace", () => {
  const noise = Buffer.from(Array.from({ length: 2_000_000 }, (_, i) => (i * i * 2654435761) >>> 24));

  test.each([
    ["plain", noise],
    ["gzip", gzipSync(noise)],
  ])("%s: little is read ahead, and stopping destroys the source", async (_, bytes) => {
    let readBytes = 0;
    async function* counted() {
      for await (const chunk of inChunks(bytes, 4_096)) {
        readBytes += chunk.length;
        yield chunk;
      }
    }
    const source = Readable.from(counted(), { objectMode: false, highWaterMark: 4_096 });
    const { content } = await decompress(source, UNLIMITED);
    for await (const _ of content) {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      break;
    }
    expect(readBytes).toBeLessThan(100_000);
    expect(source.destroyed).toBe(true);
  });
});
