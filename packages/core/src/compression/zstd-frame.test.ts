import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { frameBytes, readPlainFrame } from "./zstd-frame.ts";

const BEHIND = Buffer.from("what follows it");

const frames = fc
  .record({
    content: fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.integer({ min: 0, max: 900 }).map((length) => Buffer.alloc(length, "x")),
    ),
    checksum: fc.constantFrom(0, 1),
    contentSize: fc.constantFrom(0, 1),
  })
  .map(({ content, checksum, contentSize }) => ({
    content,
    frame: zstdCompressSync(content, {
      params: {
        [constants.ZSTD_c_checksumFlag]: checksum,
        [constants.ZSTD_c_contentSizeFlag]: contentSize,
      },
    }),
  }));

test("a frame is as long as zstd made it, and not known before its end", () => {
  fc.assert(
    fc.property(frames, fc.nat(), ({ frame }, cut) => {
      expect(frameBytes(Buffer.concat([frame, BEHIND]))).toBe(frame.length);
      expect(frameBytes(frame.subarray(0, cut % frame.length))).toBeUndefined();
    }),
  );
});

test("a frame that is not compressed is read as zstd reads it, others are left to zstd", () => {
  let plain = 0;
  fc.assert(
    fc.property(frames, ({ frame, content }) => {
      const part = readPlainFrame(Buffer.concat([frame, BEHIND]));
      if (!part) return;
      plain++;
      expect(part).toEqual({ usedBytes: frame.length, content });
    }),
    { numRuns: 500, seed: 1 },
  );
  expect(plain).toBeGreaterThan(50);
});

test("a frame that was changed is read only where zstd reads it, and to the same", () => {
  fc.assert(
    fc.property(frames, fc.nat(), fc.nat(255), ({ frame }, at, byte) => {
      const bad = Buffer.from(frame);
      bad[at % bad.length] = byte;
      const part = readPlainFrame(bad);
      if (part) expect(zstdDecompressSync(bad.subarray(0, part.usedBytes))).toEqual(part.content);
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ["of no blocks but an empty one", "28b52ffd2000010000"],
  ["of two empty blocks", "28b52ffd2000000000010000"],
  ["of nothing, with a checksum", "28b52ffd240001000099e9d851"],
])("a frame %s holds nothing", (_, hex) => {
  const frame = Buffer.from(hex, "hex");
  expect(readPlainFrame(frame)).toEqual({ usedBytes: frame.length, content: Buffer.alloc(0) });
  expect(zstdDecompressSync(frame).length).toBe(0);
});
