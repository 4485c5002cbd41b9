import { dynamoDbForFile } from "@paperledger/embedded/embedded-dynamodb.fixture";
import { transactionConflict } from "@paperledger/faults/answers";
import { expect, test } from "vitest";
import { testClient } from "../tables/tables.fixture.ts";
import { copyId, deleteCopies, generationsOfSlot } from "./slot-copies.ts";
import { itemsOf, newStatisticsTable } from "./statistics.fixture.ts";

const dynamoDb = await dynamoDbForFile();
const client = testClient(dynamoDb.endpoint);

/** Returns a table with copies in the first slot, in the last possible slot, and in a slot between. */
async function givenCopies(): Promise<string> {
  const table = await newStatisticsTable(client);
  for (const slot of [0, 7, 99]) await generationsOfSlot({ client, table }, slot);
  expect([...(await itemsOf(client, table)).keys()].sort()).toEqual([copyId(0), copyId(7), copyId(99)]);
  return table;
}

/** Returns a client that records its commands. With `conflicts`, its first transaction conflicts with another one. */
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

test("all copies are deleted by one transaction without a read before, because a read may miss a copy that is being written", async () => {
  const table = await givenCopies();
  const { listening, commands } = listeningClient();
  await deleteCopies({ client: listening, table });
  expect(commands).toEqual(["Transact"]);
  expect((await itemsOf(client, table)).size).toBe(0);
});

test("if the transaction conflicts with a commit, each slot's copy is deleted by itself without a read", async () => {
  const table = await givenCopies();
  const { listening, commands } = listeningClient({ conflicts: true });
  await deleteCopies({ client: listening, table });
  expect(commands).toEqual(["Transact", ...Array.from({ length: 100 }, () => "Delete")]);
  expect((await itemsOf(client, table)).size).toBe(0);
});
