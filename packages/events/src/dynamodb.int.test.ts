import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { consumeOnce, EventBusyError } from "./consume-once.ts";
import { dynamoDbClaims, dynamoDbPaperItems } from "./dynamodb.ts";

let dynamoDb: EmbeddedDynamoDb;
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: dynamoDb.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  );
  for (const [TableName, AttributeName] of [
    ["claims", "event_id"],
    ["papers", "paper_id"],
  ] as const)
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName, KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName, AttributeType: "S" }],
      }),
    );
});
afterAll(async () => {
  client.destroy();
  await dynamoDb.stop();
});

test("if many consumers get an event at once, one does the work, and later ones see that it is done", async () => {
  const store = dynamoDbClaims({ client, table: "claims" });
  let works = 0;
  const consume = () => consumeOnce("run:1", { store }, async () => works++);
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, consume));
  expect(works).toBe(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(EventBusyError);
  expect(await consume()).toBe("repeat");
});

test("another consumer can take an expired claim, and the first holder can no longer confirm or release it", async () => {
  const store = dynamoDbClaims({ client, table: "claims" });
  const first = { holder: "first", nowMs: 0, untilMs: 100 };
  const second = { holder: "second", nowMs: 100, untilMs: 200 };
  expect(await store.claim("run:2", first)).toBe("claimed");
  expect(await store.claim("run:2", { ...second, nowMs: 99 })).toBe("busy");
  expect(await store.claim("run:2", second)).toBe("claimed");
  await store.release("run:2", first);
  await store.confirm("run:2", first, 1_000);
  expect(await store.claim("run:2", { holder: "third", nowMs: 150, untilMs: 300 })).toBe("busy");
  await store.confirm("run:2", second, 1_000);
  expect(await store.claim("run:2", { holder: "third", nowMs: 150, untilMs: 300 })).toBe("done");
});

test("if the work fails, another consumer can claim the event at once", async () => {
  const store = dynamoDbClaims({ client, table: "claims" });
  await expect(consumeOnce("run:3", { store }, () => Promise.reject(new Error("no disk")))).rejects.toThrow(
    "no disk",
  );
  expect(await consumeOnce("run:3", { store }, async () => {})).toBe("handled");
});

test("paper items are read by their ids", async () => {
  const item = { paper_id: "arxiv:1", title: "A title" };
  await client.send(new PutCommand({ TableName: "papers", Item: item }));
  const read = dynamoDbPaperItems({ client, table: "papers" });
  expect(await read(["arxiv:1", "arxiv:2"])).toEqual({ items: [item], unprocessed: [] });
});

test("a claim whose answer is lost still belongs to its holder", async () => {
  const store = dynamoDbClaims({ client, table: "claims" });
  const mine = { holder: "mine", nowMs: 0, untilMs: 100 };
  expect(await store.claim("run:5", mine)).toBe("claimed");
  expect(await store.claim("run:5", mine)).toBe("claimed");
  expect(await store.claim("run:5", { ...mine, holder: "another" })).toBe("busy");
});

test("any other error of DynamoDB is thrown", async () => {
  const store = dynamoDbClaims({ client, table: "nowhere" });
  await expect(store.claim("run:4", { holder: "a", nowMs: 0, untilMs: 1 })).rejects.toThrow();
});
