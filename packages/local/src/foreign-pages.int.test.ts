import { once } from "node:events";
import { createServer, request } from "node:http";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { browserForTests } from "@paperledger/embedded/installed-browser.fixture";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { type LocalAws, startLocalAws } from "./start-local-aws.ts";

let aws: LocalAws;
const invoked: unknown[] = [];
beforeAll(async () => {
  aws = await startLocalAws({ buckets: ["raw"], busNames: ["events"] });
  aws.addFunction({ name: "processor", handler: async (event) => invoked.push(event) });
  await aws.clients.s3.send(new PutObjectCommand({ Bucket: "raw", Key: "secret.txt", Body: "secret" }));
});
afterAll(() => aws.stop());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
}

/** Requests that a web page may try, with the servers that get them. */
const wishes = (): Readonly<Record<string, { readonly endpoint: string; readonly sent: Sent }>> => ({
  "read an object": { endpoint: aws.endpoints.s3, sent: { method: "GET", path: "/raw/secret.txt" } },
  "list a bucket": { endpoint: aws.endpoints.s3, sent: { method: "GET", path: "/raw?list-type=2" } },
  "delete an object": { endpoint: aws.endpoints.s3, sent: { method: "DELETE", path: "/raw/secret.txt" } },
  "send a form": {
    endpoint: aws.endpoints.s3,
    sent: { method: "POST", path: "/raw", body: "key=x&file=y", type: "application/x-www-form-urlencoded" },
  },
  "send a message": {
    endpoint: aws.endpoints.sqs,
    sent: { method: "POST", path: "/", body: "Action=ListQueues", type: "application/x-www-form-urlencoded" },
  },
  "invoke a function": {
    endpoint: aws.endpoints.lambda,
    sent: {
      method: "POST",
      path: "/2015-03-31/functions/processor/invocations",
      body: "{}",
      type: "text/plain",
    },
  },
  "publish an event": {
    endpoint: aws.endpoints.eventbridge,
    sent: { method: "POST", path: "/", body: '{"Entries":[]}', type: "text/plain" },
  },
});

/** Sends a request with a browser's headers, and returns the status. */
async function statusOf(
  endpoint: string,
  { method, path, body, type }: Sent,
  headers: Record<string, string>,
) {
  const sending = request(`${endpoint}${path}`, {
    method,
    headers: { ...(type && { "content-type": type }), ...headers },
  });
  sending.end(body);
  const [response] = z
    .tuple([z.custom<import("node:http").IncomingMessage>()])
    .parse(await once(sending, "response"));
  response.resume();
  return response.statusCode;
}

describe("with a browser's headers", () => {
  const names = [
    "read an object",
    "list a bucket",
    "delete an object",
    "send a form",
    "send a message",
    "invoke a function",
    "publish an event",
  ];
  test.each(names)("a page cannot %s", async (name) => {
    const { endpoint, sent } = z
      .custom<ReturnType<typeof wishes>[string]>((wish) => wish !== undefined)
      .parse(wishes()[name]);
    expect(await statusOf(endpoint, sent, { origin: "https://evil.example" })).toBe(403);
    expect(await statusOf(endpoint, sent, { "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await statusOf(endpoint, sent, { host: "raw.evil.example" })).toBe(403);
    expect(invoked).toEqual([]);
  });

  test("and nothing happened", async () => {
    const read = { method: "GET", path: "/raw/secret.txt" };
    expect(await statusOf(aws.endpoints.s3, read, {})).toBe(200);
  });
});

test.skipIf(process.platform === "darwin")("DynamoDB's address is one that no page can know", () => {
  const { hostname } = new URL(aws.endpoints.dynamodb);
  expect(hostname).toMatch(/^127\.\d+\.\d+\.\d+$/);
  expect(hostname).not.toBe("127.0.0.1");
});

/** Serves an empty page, which has a foreign origin. */
async function servePage() {
  const server = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>evil</title>"),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return { url: `http://127.0.0.1:${port}/`, [Symbol.dispose]: () => void server.close() };
}

test("in a real browser, a page of another origin reads, writes and invokes nothing", async () => {
  using evil = await servePage();
  const browser = await chromium.launch({ executablePath: browserForTests(), args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(evil.url);
    for (const [name, { endpoint, sent }] of Object.entries(wishes())) {
      const answers = await page.evaluate(
        async ([url, { method, body, type }]) => {
          const headers = type ? { "content-type": type } : {};
          const options = { method, headers, ...(body && { body }) };
          const tried = (mode: "cors" | "no-cors") =>
            fetch(url, { ...options, mode }).then(
              (response) => `${response.type} ${response.status}`,
              () => "refused",
            );
          return [await tried("cors"), await tried("no-cors")];
        },
        [`${endpoint}${sent.path}`, sent] as const,
      );
      // Without CORS, a page can only see that there was an answer.
      expect([name, ...answers]).toEqual([
        name,
        "refused",
        sent.method === "DELETE" ? "refused" : "opaque 0",
      ]);
    }
  } finally {
    await browser.close();
  }
  expect(invoked).toEqual([]);
  expect(await statusOf(aws.endpoints.s3, { method: "GET", path: "/raw/secret.txt" }, {})).toBe(200);
  expect(await statusOf(aws.endpoints.s3, { method: "GET", path: "/raw/x" }, {})).toBe(404);
});
