import { isDeepStrictEqual } from "node:util";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import type { Position } from "@paperledger/events/run-event";
import { expect } from "vitest";
import { collect } from "../formats/fixtures/byte-streams.ts";
import { CONTEXT } from "../formats/fixtures/contexts.ts";
import type { SourceRecord } from "../formats/format.ts";
import { FORMATS } from "../formats/formats.ts";
import { traceIdOn } from "../statistics/run-events.fixture.ts";
import type { BatchFile } from "./batch-file.ts";
import type { BatchFileReading } from "./batch-file-reading.ts";
import { MAX_RECORD_BYTES } from "./long-files.fixture.ts";
import { objectInMemory } from "./object-in-memory.fixture.ts";
import { openBatchFile, type Resume } from "./open-batch-file.ts";
import type { Restart } from "./restarts.ts";

export const FILE: BatchFile = {
  traceId: traceIdOn(2),
  bucket: "papers",
  key: "raw-data/2024-01-02/papers-1.gz",
  sizeBytes: 1,
  batchTimestamp: CONTEXT.batchTimestamp,
};

export const readingOf = (
  object: ReturnType<typeof objectInMemory>,
  more: Partial<BatchFileReading> = {},
): BatchFileReading => ({
  batchFiles: object.store,
  formats: FORMATS,
  context: { ...CONTEXT, maxRecordBytes: MAX_RECORD_BYTES },
  maxUncompressedBytes: 100_000_000,
  restartSpacingBytes: 5_000,
  ...more,
});

export const positionOf = ({ number, endByteOffset }: SourceRecord): Position => ({
  record_number: number,
  byte_offset: endByteOffset,
});

/** Reads a file from the place at which a run continues to the file's end. */
export async function read(
  bytes: Buffer,
  resume?: Resume,
  more: Partial<BatchFileReading> = {},
  chunkBytes = 4_096,
) {
  const object = objectInMemory(bytes, chunkBytes);
  using opened = await openBatchFile(FILE, readingOf(object, more), resume);
  const restarts: (Restart | undefined)[] = [];
  async function* noted() {
    for await (const record of opened.records) {
      restarts.push(opened.restartBefore(positionOf(record)));
      yield record;
    }
  }
  const { items, error } = await collect(noted());
  const { format, compression } = opened;
  return { end: { format: format.name, compression, error }, records: items, restarts, object };
}

/** Expects `toEqual`. Node's own comparison comes first, because it takes a tenth of the time on hundreds of records. */
export function expectSame<Value>(actual: Value, expected: Value): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

/** Compresses each part of the bytes on its own, and adds some empty parts. */
export const inParts = (bytes: Buffer, partBytes: number, compress: (part: Buffer) => Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += partBytes) {
    parts.push(compress(bytes.subarray(at, at + partBytes)));
    if (parts.length % 5 === 0) parts.push(compress(Buffer.alloc(0)), compress(Buffer.alloc(0)));
  }
  return Buffer.concat(parts);
};
const zstd = (part: Buffer) =>
  zstdCompressSync(part, {
    params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
  });

/** The ways to store a file in parts that can each be read alone. */
export const STORED: Readonly<Record<string, (bytes: Buffer, partBytes: number) => Buffer>> = {
  none: (bytes) => bytes,
  gzip: (bytes, partBytes) => inParts(bytes, partBytes, (part) => gzipSync(part, { level: 1 })),
  zstd: (bytes, partBytes) => inParts(bytes, partBytes, zstd),
};
