import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";

const CHILD = fileURLToPath(new URL("./large-bucket-child.ts", import.meta.url));
const KEYS = 100_000;
const OBJECTS = KEYS - KEYS / 100;
/** A heap of 28 MB is enough. With 40 MB, a backfill that held the list of objects ran out of memory. */
const HEAP_MB = 36;

const resultSchema = z.object({
  code: z.unknown(),
  told: z.array(z.unknown()),
  requests: z.record(z.string(), z.number()),
  objects: z.number(),
  firstMessage: z.unknown(),
});
let result: z.infer<typeof resultSchema>;

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    `--max-old-space-size=${HEAP_MB}`,
    CHILD,
    String(KEYS),
  ]);
  result = resultSchema.parse(JSON.parse(stdout));
});

test(`${KEYS} keys are counted, and a message is sent for each newest version, in a heap of ${HEAP_MB} MB`, () => {
  expect(result.told).toMatchObject([
    { type: "estimate", objects: OBJECTS, files_at_once: 5 },
    { type: "sent", objects: OBJECTS, of: OBJECTS },
  ]);
  expect(result.code).toBe(0);
  expect(result.objects).toBe(OBJECTS);
});

test("that takes two lists, five samples, a request for ten messages, and a read of the statistics for failed runs", () => {
  expect(result.requests).toEqual({
    ListObjectVersionsCommand: 2 * Math.ceil(KEYS / 900),
    GetObjectCommand: 5,
    SendMessageBatchCommand: OBJECTS / 10,
    GetItemCommand: 1,
  });
});

test("a message tells the version of the object and when it was last modified", () => {
  expect(result.firstMessage).toEqual({
    source: "paperledger.backfill",
    bucket: "archive",
    key: "archive/0000000.jsonl",
    versionId: "v0",
    etag: '"e"',
    sizeBytes: 93,
    lastModifiedAt: "2024-03-01T02:03:04.000Z",
  });
});
