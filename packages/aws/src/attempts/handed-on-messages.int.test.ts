import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { dynamoDbAttemptLog } from "./attempt-log.ts";
import { dynamoDbHandedOnMessages } from "./handed-on-messages.ts";

const dynamoDb = await tablesForFile();

const table = TEST_TABLES.attempts;
const traceId = traceIdOf({ bucket: "b", key: "raw-data/a", version: "1", eventTimeMs: 0 });
const message = { traceId, messageId: "059f36b4-87a3-44ab-83d2-661975830a7d" };

test("a message that was handed on is known for 14 days, and is not an attempt of its run", async () => {
  const client = testClient(dynamoDb.endpoint);
  const messages = dynamoDbHandedOnMessages({ client, table, now: () => new Date("2026-03-01T00:00:00Z") });
  expect(await messages.has(message)).toBe(false);
  await messages.keep(message);
  await messages.keep(message);
  expect(await messages.has(message)).toBe(true);
  expect(await messages.has({ ...message, messageId: "another" })).toBe(false);
  expect((await client.send(new ScanCommand({ TableName: table }))).Items).toEqual([
    {
      pk: `run#${traceId}`,
      sk: `message#${message.messageId}`,
      handed_on_at: "2026-03-01T00:00:00.000Z",
      expires_at: Date.UTC(2026, 2, 15) / 1_000,
    },
  ]);
  const attempts = dynamoDbAttemptLog({ client, table }).attemptsOf(traceId);
  expect(await Array.fromAsync(attempts)).toEqual([]);
});
