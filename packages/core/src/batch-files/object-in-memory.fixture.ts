import { Readable } from "node:stream";
import { inChunks } from "../formats/fixtures/byte-streams.ts";
import type { BatchFileStore } from "./batch-file.ts";

/** Returns a store with one object. It notes the offsets at which the object was opened, and how many bytes were read. */
export function objectInMemory(object: Buffer, chunkBytes = 4_096) {
  const openedAt: number[] = [];
  let readBytes = 0;
  async function* read(fromByte: number) {
    for await (const chunk of inChunks(object.subarray(fromByte), chunkBytes)) {
      readBytes += chunk.length;
      yield chunk;
    }
  }
  const store: BatchFileStore = {
    async open(_, fromByte = 0) {
      openedAt.push(fromByte);
      return Readable.from(read(fromByte), { objectMode: false, highWaterMark: 1 });
    },
  };
  return { store, openedAt, readBytes: () => readBytes };
}
