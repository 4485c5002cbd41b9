import { once } from "node:events";
import { createServer } from "node:http";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { injectFaults } from "./inject-faults.ts";

const seen: string[] = [];
let requests = 0;

const server = createServer((_, response) => {
  requests += 1;
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end('{"TableNames":[]}');
}).listen(0, "127.0.0.1");
await once(server, "listening");

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("the SDK meets faults as AWS's own, tries again, and comes through with every kind but those of parts", async () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  onTestFinished(injectFaults({ seed: 2, rate: 0.4, onFault: (fault) => seen.push(fault) }));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 20,
  });
  for (let n = 0; n < 30; n++) expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  client.destroy();
  expect(new Set(seen)).toEqual(
    new Set(["throttled", "server-error", "reset", "answer-lost", "timed-out", "slow"]),
  );
  expect(requests).toBeGreaterThan(30);
});
