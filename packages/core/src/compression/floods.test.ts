import { syncBuiltinESMExports } from "node:module";
import { Readable } from "node:stream";
import zlib from "node:zlib";
import decoder from "unbzip2-stream/lib/bzip2.js";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { BZIP2_OF_NOTHING, BZIP2_STREAMS } from "./bzip2.fixture.ts";
import { decompress } from "./decompress.ts";

const streams = [vi.spyOn(zlib, "createInflateRaw"), vi.spyOn(zlib, "createZstdDecompress")];
const decoding = vi.spyOn(decoder, "decompress");
// Makes `import { createInflateRaw } from "node:zlib"` return the function that zlib holds now, which is the spy.
syncBuiltinESMExports();
afterEach(() => vi.clearAllMocks());
afterAll(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

const PARTS = 20_000;
const skippable = Buffer.from("5e2a4d1803000000414243", "hex");

/** For each kind of flood: its name, a part with a text, another part that is repeated many times, and the text of that other part. */
const FLOODS: readonly (readonly [string, Buffer, Buffer, string])[] = [
  ["zstd's empty frames", zlib.zstdCompressSync("text"), zlib.zstdCompressSync(""), ""],
  ["zstd's frames to be skipped", zlib.zstdCompressSync("text"), skippable, ""],
  ["zstd's frames of a byte", zlib.zstdCompressSync("text"), zlib.zstdCompressSync("x"), "x"],
  [
    "zstd's frames of two empty blocks",
    zlib.zstdCompressSync("text"),
    Buffer.from("28b52ffd2000000000010000", "hex"),
    "",
  ],
  ["gzip's empty members", zlib.gzipSync("text"), zlib.gzipSync(""), ""],
  ["gzip's members of a byte", zlib.gzipSync("text"), zlib.gzipSync("x"), "x"],
  ["bzip2's empty streams", BZIP2_STREAMS, BZIP2_OF_NOTHING, ""],
];

test.each(FLOODS)(
  "a flood of %s takes a stream of node:zlib for few of them",
  async (_, first, part, text) => {
    const flood = Buffer.concat([first, ...Array<Buffer>(PARTS).fill(part), first]);
    const { content } = await decompress(Readable.from([flood]), { maxUncompressedBytes: 1_000_000 });
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk);
    const [one] = first === BZIP2_STREAMS ? ["one two three"] : ["text"];
    expect(Buffer.concat(chunks).toString()).toBe(one + text.repeat(PARTS) + one);
    expect(chunks.length).toBeLessThan(20);
    const calls = [...streams, decoding].reduce((sum, { mock }) => sum + mock.calls.length, 0);
    expect(calls).toBeLessThan(20);
  },
);

const large = Buffer.alloc(3_000_000, "ab");
test.each([
  ["gzip", zlib.gzipSync(large)],
  ["zstd", zlib.zstdCompressSync(large)],
])("a large part of %s takes a stream of node:zlib, and that is seen here", async (_, file) => {
  const { content } = await decompress(Readable.from([file]), { maxUncompressedBytes: 10_000_000 });
  for await (const _chunk of content);
  expect(streams.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBeGreaterThan(0);
});
