import { once } from "node:events";
import { createServer } from "node:http";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { dynamoDbClient, emulatedAt } from "./clients.ts";

/**
 * Starts a DynamoDB without tables, and returns its client.
 *
 * @param failures the number of requests that fail before one succeeds
 * @param together the number of requests that must have come before the first answer
 */
async function startServer({ failures = 0, together = 1 } = {}) {
  const seen = { requests: 0, connections: 0 };
  const enough = Promise.withResolvers<void>();
  const server = createServer(async (_request, response) => {
    const fails = seen.requests++ < failures;
    if (seen.requests === together) enough.resolve();
    await enough.promise;
    response.writeHead(fails ? 500 : 200, { "content-type": "application/x-amz-json-1.0" });
    response.end(fails ? '{"__type":"InternalServerError"}' : '{"TableNames":[]}');
  }).on("connection", () => seen.connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const client = dynamoDbClient(emulatedAt(`http://127.0.0.1:${address.port}`));
  onTestFinished(() => client.destroy());
  return { client, seen };
}

test("requests that are sent one after the other share a connection", async () => {
  const { client, seen } = await startServer();
  for (let n = 0; n < 5; n++) await client.send(new ListTablesCommand());
  expect(seen.connections).toBe(1);
});

test("a hundred requests can be in flight at once", async () => {
  const { client, seen } = await startServer({ together: 100 });
  await Promise.all(Array.from({ length: 100 }, () => client.send(new ListTablesCommand())));
  expect(seen.connections).toBe(100);
});

test("a request is tried five times", async () => {
  const { client, seen } = await startServer({ failures: 4 });
  await client.send(new ListTablesCommand());
  expect(seen.requests).toBe(5);
});
