import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  brotliCompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TAR_END, tarBlocks, tarHeader, tarOf } from "../archives/fixtures/tar.ts";
import { BatchFileError } from "../batch-files/batch-file.ts";
import { collect, inChunks } from "../formats/fixtures/byte-streams.ts";
import { paperNdjson } from "../formats/paper-json.ts";
import { BZIP2_BOMB, BZIP2_OF_NOTHING, BZIP2_OF_TEXT, BZIP2_STREAMS, BZIP2_TEXT } from "./bzip2.fixture.ts";
import { decompress } from "./decompress.ts";
import type { ZlibStream } from "./through-zlib.ts";

const UNLIMITED = { maxUncompressedBytes: 1_000_000_000 };
const TEXT = Array.from({ length: 12_000 }, (_, line) => `line ${line} says ${(line * 7919) % 1013}\n`).join(
  "",
);
const withChecksum = (bytes: Buffer | string) =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

const BROTLI_OF_TEXT = brotliCompressSync(TEXT);

/** For each compression: its name, a text, and the compressed text. */
const COMPRESSED: readonly (readonly [string, string, Buffer])[] = [
  ["gzip", TEXT, gzipSync(TEXT)],
  ["zstd", TEXT, withChecksum(TEXT)],
  ["bzip2", BZIP2_TEXT, BZIP2_OF_TEXT],
  ["brotli", TEXT, BROTLI_OF_TEXT],
];

/** Files of compressions that allow joining files with `cat`. */
const IN_PARTS: readonly (readonly [string, Buffer])[] = [
  ["gzip", Buffer.concat([gzipSync("one "), gzipSync(""), gzipSync("two "), gzipSync("three")])],
  [
    "zstd",
    Buffer.concat([
      zstdCompressSync("one "),
      zstdCompressSync(""),
      withChecksum("two "),
      withChecksum("three"),
    ]),
  ],
  ["bzip2", BZIP2_STREAMS],
];

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
  describe.each(COMPRESSED)("%s", (name, text, file) => {
    test.each([1, 7, 4096, 1_000_000])("in chunks of %i", async (size) => {
      const { compression, bytes, error } = await decompressed(sourceOf(file, size));
      expect({ compression, error }).toEqual({ compression: name, error: undefined });
      expect(bytes.toString()).toBe(text);
    });
  });

  test.each([
    [1, TEXT.slice(0, 20_000)],
    [4096, TEXT],
  ])("none, in chunks of %i", async (size, text) => {
    const { compression, bytes, error } = await decompressed(sourceOf(text, size));
    expect({ compression, error }).toEqual({ compression: "none", error: undefined });
    expect(bytes.toString()).toBe(text);
  });

  test.each([
    ["a lone first byte of gzip's", Buffer.of(0x1f)],
    ["the first three bytes of zstd's", Buffer.of(0x28, 0xb5, 0x2f)],
    ["a text that begins like bzip2", Buffer.from("BZh9 is not compression")],
    ["text in Latin-1", Buffer.from("Erd\u0151s, Lovelac\u00e9 et al.\n".repeat(300), "latin1")],
    ["text in UTF-16", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
    [
      "text with one byte that is none",
      Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}')]),
    ],
    ["text with a zero byte", Buffer.from("<a>\0</a>")],
  ])("not in %s", async (_, bytes) => {
    expect(await decompressed(sourceOf(bytes))).toMatchObject({
      compression: "none",
      bytes,
      error: undefined,
    });
  });

  test.each([
    ["zip", "PK\x03\x04\x14\0", "50 4b 03 04 14 00 "],
    ["xz", "\xfd7zXZ\0\0", "fd 37 7a 58 5a 00 "],
    ["7z", "7z\xbc\xaf\x27\x1c\0", "37 7a bc af 27 1c "],
    ["lz4", "\x04\x22\x4d\x18d", "04 22 4d 18 "],
    ["parquet", "PAR1\x15\x04", "50 41 52 31 "],
  ])(
    "and %s is told by its name, with its first bytes and the ones that are read",
    async (name, magic, bytes) => {
      const source = sourceOf(Buffer.concat([Buffer.from(magic, "latin1"), Buffer.alloc(100_000)]), 10_000);
      await expect(decompress(source, UNLIMITED)).rejects.toEqual(
        batchFileError(
          "unknown-format",
          new RegExp(`bytes ${bytes}.* is ${name},.* arxiv-atom, .*paper-ndjson.* gzip, zstd, bzip2, brotli`),
        ),
      );
      expect(source.destroyed).toBe(true);
    },
  );

  test("with the formats that are read, where they are others", async () => {
    const formats = [{ ...paperNdjson, name: "titles" }];
    await expect(decompress(sourceOf(Buffer.from("PK\x03\x04")), { ...UNLIMITED, formats })).rejects.toEqual(
      batchFileError("unknown-format", /Known are titles, plain/),
    );
  });
});

describe("brotli, which has no magic bytes, is tried", () => {
  test.each([
    ["a few bytes", Buffer.from("{}")],
    ["text that shrinks to nearly nothing", Buffer.alloc(5_000_000, '{"a":1}\n')],
    ["text that hardly shrinks", Buffer.from(Array.from({ length: 3_000 }, (_, i) => Math.sin(i)).join())],
  ])("and read: %s", async (_, text) => {
    const { compression, bytes, error } = await decompressed(sourceOf(brotliCompressSync(text)));
    expect({ compression, error }).toEqual({ compression: "brotli", error: undefined });
    expect(bytes.equals(text)).toBe(true);
  });

  test.each([
    ["with POSIX's magic", tarOf({ "a.json": "{}" })],
    [
      "without a magic, and hardly shrinking",
      Buffer.concat([
        tarHeader({ name: "a.gz", sizeBytes: 9_000, magic: "" }),
        tarBlocks(randomBytes(9_000)),
        TAR_END,
      ]),
    ],
  ])("and read: a tar archive %s", async (_, archive) => {
    const { compression, bytes, error } = await decompressed(sourceOf(brotliCompressSync(archive)));
    expect({ compression, error }).toEqual({ compression: "brotli", error: undefined });
    expect(bytes.equals(archive)).toBe(true);
  });

  test("but not if there are only NUL bytes in it, or a header with a wrong checksum", async () => {
    const wrong = tarHeader({ name: "a.json", sizeBytes: 2 });
    wrong.write("b");
    for (const content of [Buffer.alloc(1_024), Buffer.concat([wrong, TAR_END])])
      expect((await decompress(sourceOf(brotliCompressSync(content)), UNLIMITED)).compression).toBe("none");
  });

  test("and other data is almost never read as brotli", async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const { compression } = await decompress(sourceOf(Buffer.from(bytes)), UNLIMITED).catch(() => ({
          compression: "none",
        }));
        if (compression === "brotli") taken++;
      }),
      { numRuns: 1_500, seed: 1 },
    );
    expect(taken).toBeLessThan(15);
  });

  test.each([
    ["bytes", Buffer.from("junk")],
    ["brotli", brotliCompressSync("more")],
  ])("and is corrupt if %s follow it", async (_, more) => {
    const { bytes, error } = await decompressed(sourceOf(Buffer.concat([brotliCompressSync("one"), more])));
    expect(error).toEqual(batchFileError("corrupt-compression", /brotli.*follows its end/));
    expect(bytes.toString()).toBe("one");
  });
});

describe.each(IN_PARTS)("%s of several parts", (name, parts) => {
  test.each([1, 2, 3, 5, 17, 1_000])("is read to its end, in chunks of %i", async (size) => {
    const { bytes, error } = await decompressed(sourceOf(parts, size));
    expect(error).toBeUndefined();
    expect(bytes.toString()).toBe("one two three");
  });

  test("is read to its end, even with thousands of parts", async () => {
    const { bytes, error } = await decompressed(sourceOf(Buffer.concat(Array(500).fill(parts)), 10_000));
    expect(error).toBeUndefined();
    expect(bytes.toString()).toBe("one two three".repeat(500));
  });

  test("is corrupt after its whole parts if something else follows", async () => {
    const { bytes, error } = await decompressed(sourceOf(Buffer.concat([parts, Buffer.from("junkjunk")])));
    expect(error).toEqual(batchFileError("corrupt-compression", new RegExp(name)));
    expect(bytes.toString()).toBe("one two three");
  });
});

/** A megabyte in chunks of one byte takes seconds. */
const MOST_CHUNKS = 5_000;

test("gzip of small and large members is read as node:zlib reads it, also where their content looks like a member", async () => {
  const looksLikeMember = Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3]);
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.nat({ max: 200_000 }).map((length) => Buffer.alloc(length, looksLikeMember)),
  );
  const member = fc.record({
    content,
    level: fc.constantFrom(0, 1),
    times: fc.constantFrom(1, 1, 1, 500),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(member, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 10_000 }),
      async (members, size) => {
        const file = Buffer.concat(
          members.flatMap(({ content, level, times }) =>
            Array<Buffer>(content.length > 100 ? 1 : times).fill(gzipSync(content, { level })),
          ),
        );
        const chunkBytes = Math.max(size, Math.floor(file.length / MOST_CHUNKS));
        const { bytes, error } = await decompressed(sourceOf(file, chunkBytes));
        const expected = gunzipSync(file);
        expect(bytes.equals(expected)).toBe(true);
        if (expected.some((byte) => byte > 0x20)) expect(error).toBeUndefined();
      },
    ),
    { numRuns: 25 },
  );
});

describe("gzip may be padded with zero bytes", () => {
  const members = Buffer.concat([gzipSync("one "), gzipSync("two")]);

  test.each([
    [1, 10_000],
    [1_000, 140_000],
  ])("in chunks of %i", async (size, padding) => {
    const { bytes, error } = await decompressed(
      sourceOf(Buffer.concat([members, Buffer.alloc(padding)]), size),
    );
    expect(error).toBeUndefined();
    expect(bytes.toString()).toBe("one two");
  });

  test.each([10, 140_000])("and is corrupt where data goes on after %i bytes of padding", async (padding) => {
    const padded = Buffer.concat([members, Buffer.alloc(padding), gzipSync("four")]);
    const { bytes, error } = await decompressed(sourceOf(padded));
    expect(error).toEqual(batchFileError("corrupt-compression", /follows its end/));
    expect(bytes.toString()).toBe("one two");
  });
});

describe("zstd's frames that are to be skipped", () => {
  const skippable = (bytes: number) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(0x184d2a5e, 0);
    head.writeUInt32LE(bytes, 4);
    return Buffer.concat([head, Buffer.alloc(bytes, "x")]);
  };

  test.each([
    [1, 20_000],
    [5, 20_000],
    [100_000, 200_000],
  ])("are skipped, in chunks of %i", async (size, skippedBytes) => {
    const file = Buffer.concat([
      skippable(3),
      zstdCompressSync("one "),
      skippable(0),
      skippable(skippedBytes),
      zstdCompressSync("two"),
      skippable(9),
    ]);
    const { compression, bytes, error } = await decompressed(sourceOf(file, size));
    expect({ compression, error }).toEqual({ compression: "zstd", error: undefined });
    expect(bytes.toString()).toBe("one two");
  });

  test("are truncated if they are cut off", async () => {
    const { bytes, error } = await decompressed(
      sourceOf(Buffer.concat([zstdCompressSync("one"), skippable(300).subarray(0, -1)])),
    );
    expect(error).toEqual(batchFileError("truncated", /after 3 uncompressed bytes/));
    expect(bytes.toString()).toBe("one");
  });
});

test("zstd with a window that would not fit into memory is too large", async () => {
  const header = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00);
  const { error } = await decompressed(sourceOf(header));
  expect(error).toEqual(batchFileError("too-large", /window/));
});

describe("a file with nothing in it is empty", () => {
  test("no bytes at all", async () => {
    await expect(decompress(sourceOf(""), UNLIMITED)).rejects.toEqual(batchFileError("empty"));
  });

  test.each([
    ["gzip of no bytes", gzipSync("")],
    ["gzip of white space", gzipSync(" \r\n\t ".repeat(100_000))],
    ["zstd of no bytes", zstdCompressSync("")],
    ["bzip2 of no bytes", BZIP2_OF_NOTHING],
    ["brotli of white space", brotliCompressSync(" \r\n\t ".repeat(100_000))],
    ["white space", Buffer.from("\n \n")],
  ])("%s", async (_, bytes) => {
    expect((await decompressed(sourceOf(bytes))).error).toEqual(batchFileError("empty"));
  });
});

describe.each(COMPRESSED)("a %s file that is cut off", (name, text, file) => {
  test("gives what came before the cut, then is truncated, wherever it is cut and however it is chunked", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: Math.floor(file.length / 3), max: file.length - 1 }),
        fc.integer({ min: 1, max: 20_000 }),
        async (cut, size) => {
          const { compression, bytes, error } = await decompressed(sourceOf(file.subarray(0, cut), size));
          expect(compression).toBe(name);
          expect(error).toEqual(
            batchFileError("truncated", new RegExp(`${name}.* after ${bytes.length} uncompressed bytes`)),
          );
          expect(text.startsWith(bytes.toString())).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("gives nearly everything if only the end is missing", async () => {
    const { bytes } = await decompressed(sourceOf(file.subarray(0, -1)));
    expect(bytes.length).toBeGreaterThan(text.length / 2);
  });
});

test.each<[string, Buffer, () => ZlibStream, number]>([
  ["gzip", gzipSync(TEXT), createGunzip, constants.Z_SYNC_FLUSH],
  ["zstd", withChecksum(TEXT), createZstdDecompress, constants.ZSTD_e_flush],
  ["brotli", BROTLI_OF_TEXT, createBrotliDecompress, constants.BROTLI_OPERATION_FLUSH],
])("a %s file that is cut off gives as much as node:zlib can make of it", async (_, file, create) => {
  const cut = file.subarray(0, file.length * 0.7);
  const stream = create();
  const given: Buffer[] = [];
  stream.on("data", (chunk) => given.push(chunk));
  await new Promise((resolve) => stream.write(cut, resolve));
  const { bytes, error } = await decompressed(sourceOf(cut));
  expect(bytes.equals(Buffer.concat(given))).toBe(true);
  expect(error instanceof BatchFileError && error.cause).toMatchObject({ code: "Z_BUF_ERROR" });
});

describe.each(COMPRESSED)("a %s file that is corrupt", (name, text, file) => {
  test("gives what was good before it, the same however it is chunked", async () => {
    const bad = Buffer.from(file);
    const at = Math.floor(bad.length * 0.8);
    bad.fill(0xff, at, at + 100);
    const whole = await decompressed(sourceOf(bad));
    // Brotli has no checksum, so corrupt data may look like data that is cut off.
    const reason = name === "brotli" ? /^(?:corrupt-compression|truncated)$/ : /^corrupt-compression$/;
    expect(whole.error).toMatchObject({ name: "BatchFileError", reason: expect.stringMatching(reason) });
    expect(whole.bytes.length).toBeGreaterThan(text.length / 4);
    expect(text.startsWith(whole.bytes.subarray(0, text.length / 4).toString())).toBe(true);
    for (const size of [999, 16_384, 70_000]) {
      const { bytes, error } = await decompressed(sourceOf(bad, size));
      expect(error).toEqual(whole.error);
      expect(bytes.equals(whole.bytes)).toBe(true);
    }
  });
});

describe("a file that is corrupt", () => {
  test("by gzip's checksum, gives each full buffer that came out before it", async () => {
    const bad = gzipSync(Buffer.alloc(1_000_000, "x"));
    bad.writeUInt32LE(0, bad.length - 8);
    const { bytes, error } = await decompressed(sourceOf(bad));
    expect(error).toEqual(batchFileError("corrupt-compression"));
    expect(bytes.length).toBeGreaterThan(900_000);
  });

  test("by zstd's checksum", async () => {
    const bad = withChecksum(Buffer.alloc(1_000_000, "x"));
    bad.writeUInt32LE(0, bad.length - 4);
    const { bytes, error } = await decompressed(sourceOf(bad));
    expect(error).toEqual(batchFileError("corrupt-compression", /checksum/));
    expect(bytes.length).toBeGreaterThan(500_000);
  });

  test("by a block's checksum of bzip2, gives none of the block, and the blocks before it", async () => {
    const bad = Buffer.from(BZIP2_OF_TEXT);
    bad.writeUInt32BE(0, BZIP2_OF_TEXT.length - 40);
    const { bytes, error } = await decompressed(sourceOf(bad));
    expect(error).toEqual(batchFileError("corrupt-compression"));
    expect(BZIP2_TEXT.startsWith(bytes.toString())).toBe(true);
    expect(bytes.length).toBeGreaterThan(90_000);
  });

  test("by gzip's header", async () => {
    const { error } = await decompressed(sourceOf(Buffer.from([0x1f, 0x8b, 0x07, 0, 0, 0, 0, 0, 0, 0])));
    expect(error).toEqual(batchFileError("corrupt-compression"));
  });
});

describe("a file over the limit is too large", () => {
  const zeros = Buffer.alloc(20_000_000, "x");
  test.each([
    ["gzip", Buffer.concat(Array(20).fill(gzipSync(zeros)))],
    ["zstd", Buffer.concat(Array(2_000).fill(zstdCompressSync(zeros)))],
    ["brotli", brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ["bzip2", Buffer.concat(Array(100_000).fill(BZIP2_BOMB))],
  ])("a bomb of %s is given up to the limit, and no more of it is read", async (_, bomb) => {
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
    if (bomb.length > 100_000) expect(readBytes).toBeLessThan(bomb.length);
    expect(source.destroyed).toBe(true);
  });

  test.each([
    ["plain", Buffer.from("0123456789")],
    ["gzip", gzipSync("0123456789")],
    ["zstd", zstdCompressSync("0123456789")],
    ["brotli", brotliCompressSync("0123456789")],
  ])("%s: the limit itself is allowed", async (_, bytes) => {
    expect((await decompressed(sourceOf(bytes, 3), { maxUncompressedBytes: 10 })).error).toBeUndefined();
    const over = await decompressed(sourceOf(bytes, 3), { maxUncompressedBytes: 9 });
    expect(over.error).toEqual(batchFileError("too-large"));
    expect(over.bytes.toString()).toBe("012345678");
  });
});

describe("an error of the source is thrown unchanged", () => {
  test.each([["plain", TEXT, Buffer.from(TEXT)] as const, ...COMPRESSED])(
    "%s, after what was read before it",
    async (_, text, bytes) => {
      const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
      async function* broken() {
        yield bytes.subarray(0, bytes.length * 0.8);
        throw reset;
      }
      const result = await decompressed(Readable.from(broken()));
      expect(result.error).toBe(reset);
      expect(result.bytes.length).toBeGreaterThan(text.length / 4);
      expect(text.startsWith(result.bytes.toString())).toBe(true);
    },
  );

  test("bzip2, between two streams", async () => {
    const reset = new Error("read ECONNRESET");
    async function* broken() {
      yield BZIP2_STREAMS;
      throw reset;
    }
    const { bytes, error } = await decompressed(Readable.from(broken()));
    expect({ text: bytes.toString(), error }).toEqual({ text: "one two three", error: reset });
  });

  test("where nothing was read before it", async () => {
    const denied = new Error("socket hang up");
    const source = new Readable({ read: () => source.destroy(denied) });
    await expect(decompress(source, UNLIMITED)).rejects.toBe(denied);
  });
});

describe("the consumer sets the pace", () => {
  const noise = Buffer.from(
    Array.from({ length: 2_000_000 }, (_, i) => 32 + (((i * i * 2654435761) >>> 24) % 90)),
  );

  test.each([
    ["plain", noise],
    ["gzip", gzipSync(noise)],
    ["zstd", zstdCompressSync(noise)],
    ["brotli", brotliCompressSync(noise, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ["bzip2", Buffer.concat(Array(3_000).fill(BZIP2_OF_TEXT))],
  ])("%s: little is read ahead, and stopping destroys the source", async (name, bytes) => {
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
    expect(readBytes).toBeLessThan(name === "bzip2" ? 400_000 : 200_000);
    expect(source.destroyed).toBe(true);
  });
});

test("files are read side by side", async () => {
  const twiceEach = [...COMPRESSED, ...COMPRESSED].map(async ([, text, file]) => {
    const { bytes } = await decompressed(sourceOf(file, 100));
    return bytes.toString() === text;
  });
  expect(await Promise.all(twiceEach)).not.toContain(false);
  const twice = await Promise.all([1, 2].map(() => decompressed(sourceOf(BZIP2_OF_TEXT, 50))));
  expect(twice.map(({ bytes }) => bytes.toString())).toEqual([BZIP2_TEXT, BZIP2_TEXT]);
});
