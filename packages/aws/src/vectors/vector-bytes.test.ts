import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOfVector, vectorOfBytes } from "./vector-bytes.ts";

test("a vector is stored as little-endian Float32s", () => {
  expect([...bytesOfVector(new Float32Array([1, -2]))]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
});

test("a vector does not change when its bytes are made and read, at any place in memory", () => {
  fc.assert(
    fc.property(fc.float32Array(), fc.nat({ max: 7 }), (vector, offset) => {
      const bytes = bytesOfVector(vector);
      const moved = new Uint8Array(bytes.length + offset);
      moved.set(bytes, offset);
      expect(vectorOfBytes(moved.subarray(offset))).toEqual(vector);
    }),
  );
});

test("bytes with a length that is not a multiple of 4 are not a vector", () => {
  expect(() => vectorOfBytes(new Uint8Array(7))).toThrow("7 bytes are not a vector");
});
