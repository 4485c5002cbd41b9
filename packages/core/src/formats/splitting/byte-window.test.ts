import fc from "fast-check";
import { expect, test } from "vitest";
import { inChunks } from "../fixtures/byte-streams.ts";
import { ByteWindow } from "./byte-window.ts";

test("the window always shows what was read and not dropped, at its place in the stream", async () => {
  const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, i) => (i * 31) % 251));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 2_000, max: 150_000 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
      async (sizes, shares) => {
        await using window = new ByteWindow(inChunks(bytes, ...sizes));
        let readBytes = 0;
        for (let turn = 0; await window.grow(); turn++) {
          readBytes += Math.min(sizes[turn % sizes.length] ?? 0, bytes.length - readBytes);
          expect(window.byteOffset + window.bytes.length).toBe(readBytes);
          expect(window.bytes.equals(bytes.subarray(window.byteOffset, readBytes))).toBe(true);
          window.drop(Math.floor(window.bytes.length * (shares[turn % shares.length] ?? 0)));
        }
        expect(readBytes).toBe(bytes.length);
      },
    ),
    { numRuns: 30, examples: [[[5_000], [0]]] },
  );
});

test("disposing of the window ends the stream's iteration", async () => {
  let ended = false;
  async function* stream() {
    try {
      yield* inChunks("abc", 1);
    } finally {
      ended = true;
    }
  }
  {
    await using window = new ByteWindow(stream());
    await window.grow();
  }
  expect(ended).toBe(true);
});
