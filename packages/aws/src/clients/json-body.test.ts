import {
  BatchExecuteStatementCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { anyCharacter } from "@paperledger/events/any-text.fixture";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventEntry } from "../events/event-entry.ts";
import { putEventsRequest } from "../events/put-events-request.ts";
import { statementBatch } from "../statements/statement-batch.ts";
import { transactWriteRequest } from "../tables/transact-write-request.ts";
import { dynamoDbClient, emulatedAt } from "./clients.ts";
import { eventBridgeClient } from "./event-bridge-client.ts";
import { comparable, recordSent } from "./sent-requests.fixture.ts";

const sent = recordSent();
const nowhere = emulatedAt("http://127.0.0.1:1");
const dynamoDb = dynamoDbClient(nowhere, sent.tuning);
const eventBridge = eventBridgeClient(nowhere, sent.tuning);

/** Sends our request and then the SDK's own, and expects the same content and the length of our body. */
async function expectSame(send: (whose: "ours" | "theirs") => Promise<unknown>): Promise<void> {
  await expect(send("ours")).rejects.toThrow("not sent");
  const ours = sent.last();
  await expect(send("theirs")).rejects.toThrow("not sent");
  expect(comparable(ours)).toEqual(comparable(sent.last()));
  expect(ours.header("content-length")).toBe(String(ours.bytes));
}

const text = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.constantFrom('"', "\\", "\n\t\u0000\u007f", "é—😀\ud800", "</script>", "__proto__"),
);
const parameter = fc.oneof(
  text,
  fc.integer(),
  fc.constant(null),
  fc.array(text),
  fc.uint8Array(),
  fc.record({ trace_id: text, record_number: fc.nat() }),
);
const statement = fc.record({
  Statement: fc.string({ minLength: 1 }),
  Parameters: fc.array(parameter, { minLength: 1 }),
});

test("any batch of statements is sent in the form in which the SDK sends it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 25 }), (statements) =>
      expectSame((whose) => {
        const ours = statementBatch(statements);
        return dynamoDb.send(whose === "ours" ? ours : new BatchExecuteStatementCommand(ours.input));
      }),
    ),
  );
});

const value = fc.oneof(
  text.map((S) => ({ S })),
  fc.integer().map((number) => ({ N: String(number) })),
  fc.constant({ NULL: true as const }),
);
const values = fc.dictionary(fc.string({ minLength: 1 }), value);
const action: fc.Arbitrary<TransactWriteItem> = fc.oneof(
  fc.record({ TableName: text, Item: values }).map((Put) => ({ Put })),
  fc
    .record({ TableName: text, Key: values, UpdateExpression: text, ExpressionAttributeValues: values })
    .map((Update) => ({ Update })),
  fc
    .record({ TableName: text, Key: values, ConditionExpression: text })
    .map((ConditionCheck) => ({ ConditionCheck })),
);

test("any transaction is sent in the form in which the SDK sends it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 10 }), (TransactItems) => {
      const ours = transactWriteRequest(TransactItems);
      expect(ours.input.ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/);
      return expectSame((whose) =>
        dynamoDb.send(whose === "ours" ? ours : new TransactWriteItemsCommand(ours.input)),
      );
    }),
  );
});

const entry: fc.Arbitrary<EventEntry> = fc.record({
  EventBusName: text,
  Source: text,
  DetailType: text,
  Detail: text,
  Time: fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }),
});

test("any events are sent in the form in which the SDK sends them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 10 }), (Entries) =>
      expectSame((whose) =>
        eventBridge.send(whose === "ours" ? putEventsRequest(Entries) : new PutEventsCommand({ Entries })),
      ),
    ),
  );
});
