import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { timestamp } from "@paperledger/core/papers/paper";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { describe, expect, onTestFinished, test } from "vitest";
import { emulatedAt } from "../clients/clients.ts";
import { s3Client } from "../clients/s3-client.ts";
import { s3BatchFileStore } from "./batch-file-store.ts";

const FILE = {
  traceId: parseTraceId("01HK4WQN000000000000000000"),
  bucket: "papers",
  key: "raw-data/a.gz",
  sizeBytes: 10,
  batchTimestamp: timestamp(new Date("2024-01-02T00:00:00Z")),
};
const BYTES = Buffer.from("0123456789");

/** Starts an S3 with one object, which records its requests. Its first answer may be cut off after this many bytes. */
async function s3Of({ breakAfter = Number.POSITIVE_INFINITY } = {}) {
  const requests: {
    readonly versionId: string | null;
    readonly range?: string;
    readonly ifMatch?: string;
  }[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const { range, "if-match": ifMatch } = request.headers;
    const versionId = new URL(request.url ?? "", "http://s3").searchParams.get("versionId");
    requests.push({ versionId, ...(range && { range }), ...(ifMatch && { ifMatch }) });
    const from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    const bytes = BYTES.subarray(from);
    response.writeHead(range ? 206 : 200, { etag: '"e1"', "content-length": bytes.length });
    if (requests.length > 1 || breakAfter >= bytes.length) response.end(bytes);
    else response.write(bytes.subarray(0, breakAfter), () => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const client = s3Client(emulatedAt(`http://127.0.0.1:${address.port}`));
  onTestFinished(() => client.destroy());
  return { store: s3BatchFileStore({ client, retryPolicy: { maxTries: 3, baseMs: 1, capMs: 2 } }), requests };
}

describe("a batch file is requested", () => {
  test("in the version that the event names, with its ETag", async () => {
    const { store, requests } = await s3Of();
    expect(await buffer(await store.open({ ...FILE, versionId: "v1", etag: "e1" }))).toEqual(BYTES);
    expect(requests).toEqual([{ versionId: "v1", ifMatch: '"e1"' }]);
  });

  test("from a byte on, as the same version", async () => {
    const { store, requests } = await s3Of();
    const file = { ...FILE, versionId: "v1", etag: "e1" };
    expect((await buffer(await store.open(file, 4))).toString()).toBe("456789");
    expect(requests).toEqual([{ versionId: "v1", ifMatch: '"e1"', range: "bytes=4-" }]);
  });

  test("again after the connection breaks, from the next byte on", async () => {
    const { store, requests } = await s3Of({ breakAfter: 3 });
    const file = { ...FILE, versionId: "v1" };
    expect((await buffer(await store.open(file, 4))).toString()).toBe("456789");
    expect(requests).toEqual([
      { versionId: "v1", range: "bytes=4-" },
      { versionId: "v1", range: "bytes=7-", ifMatch: '"e1"' },
    ]);
  });
});
