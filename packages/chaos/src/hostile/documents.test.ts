import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { COMPRESSION_NAMES, decompress } from "@paperledger/core/compression/decompress";
import { FORMATS } from "@paperledger/core/formats/formats";
import { expect, test } from "vitest";
import { COMPRESS } from "./compressions.ts";
import { DOCUMENTS } from "./documents.ts";
import { processHostileFile } from "./process-hostile-file.ts";

const CHUNK_BYTES = 1_000;

const whole = (content: Buffer) => processHostileFile({ content, chunkBytes: CHUNK_BYTES, story: null });

test("documents.ts has a document of every format and of an archive, and papers are read from each", async () => {
  const read = await Promise.all(DOCUMENTS.map((document) => whole(Buffer.from(document))));
  const withPapers = read.filter(({ result }) => result.status === "completed" && result.upsert_count > 0);
  expect(withPapers).toHaveLength(DOCUMENTS.length);
  expect(new Set(withPapers.map(({ readAs }) => readAs?.format))).toEqual(
    new Set([...FORMATS.map(({ name }) => name), "tar"]),
  );
});

test.each(["none", ...COMPRESSION_NAMES])("a document compressed by %s is read as such", async (name) => {
  const [, compress] = Object.entries(COMPRESS).find(([known]) => known === name) ?? [];
  const [document] = DOCUMENTS;
  const content = compress?.(Buffer.from(document)) ?? Buffer.of();
  const read = await decompress(Readable.from([content]), { maxUncompressedBytes: 100_000 });
  expect(read.compression).toBe(name);
  expect(await text(Readable.from(read.content))).toBe(document);
});
