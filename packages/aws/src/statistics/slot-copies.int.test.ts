import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { transactionConflict } from "@paperledger/faults/answers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testClient } from "../tables/tables.fixture.ts";
import { copyId, deleteCopies, generationsOfSlot } from "./slot-copies.ts";
import { itemsOf, newStatisticsTable } from "./statistics.fixture.ts";

let dynamoDb: EmbeddedDynamoDb;
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
  client = testClient(dynamoDb.endpoint);
});
afterAll(() => dynamoDb.stop());

/** A table with copies in the first slot, in the last that there can be, and in one between. */
async function givenCopies(): Promise<string> {
  const table = await newStatisticsTable(client);
  for (const slot of [0, 7, 99]) await generationsOfSlot({ client, table }, slot);
  expect([...(await itemsOf(client, table)).keys()].sort()).toEqual([copyId(0), copyId(7), copyId(99)]);
  return table;
}

/** A client that tells which commands it sends. Its first transaction meets another one, if asked for. */
function listeningClient({ conflicts = false } = {}) {
  const commands: string[] = [];
  const listening = testClient(dynamoDb.endpoint);
  listening.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        commands.push(commandName.replace(/^Transact.*/, "Transact").replace(/(?:Item)?Command$/, ""));
        return conflicts && commands.length === 1 ? { response: transactionConflict() } : next(args);
      },
    { step: "deserialize", priority: "low" },
  );
  return { listening, commands };
}

test("all copies are deleted by one transaction, which needs no read that a transaction under way could hide one from", async () => {
  const table = await givenCopies();
  const { listening, commands } = listeningClient();
  await deleteCopies({ client: listening, table });
  expect(commands).toEqual(["Transact"]);
  expect((await itemsOf(client, table)).size).toBe(0);
});

test("where a commit stops that transaction, each slot's copy is deleted by itself, unread", async () => {
  const table = await givenCopies();
  const { listening, commands } = listeningClient({ conflicts: true });
  await deleteCopies({ client: listening, table });
  expect(commands).toEqual(["Transact", ...Array.from({ length: 100 }, () => "Delete")]);
  expect((await itemsOf(client, table)).size).toBe(0);
});
