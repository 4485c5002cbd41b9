import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { executeStatements } from "@paperledger/aws/statements/execute-statements";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commitBatchesAtOnce } from "./one-commit.ts";

let folder: string;
let dynamoDb: EmbeddedDynamoDb;
let raw: ReturnType<typeof dynamoDbClient>;
let client: ReturnType<typeof documentClient>;
let commitEachAlone: () => void;

const TableName = "papers";

beforeAll(async () => {
  commitEachAlone = commitBatchesAtOnce();
  folder = await mkdtemp(join(tmpdir(), "paperledger-one-commit-"));
  dynamoDb = await startEmbeddedDynamoDb({ file: join(folder, "dynamodb.sqlite") });
  raw = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  client = documentClient(raw);
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
});
afterAll(async () => {
  commitEachAlone();
  raw.destroy();
  await dynamoDb.stop();
  await rm(folder, { recursive: true });
});

const insert = (id: string, title: string) => ({
  Statement: `INSERT INTO "${TableName}" VALUE {'id': ?, 'title': ?}`,
  Parameters: [id, title],
});
const batch = (name: string) =>
  Array.from({ length: 25 }, (_, nth) => insert(`${name}-${nth}`, `Title ${nth}`));
const titleOf = async (id: string) =>
  (await client.send(new GetCommand({ TableName, Key: { id } }))).Item?.title;

/**
 * Returns the number of commits in SQLite's write-ahead log. The header of a commit's last frame holds the size of the database.
 *
 * @see https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
async function commits(): Promise<number> {
  const log = await readFile(join(folder, "dynamodb.sqlite-wal"));
  const frameBytes = 24 + log.readUInt32BE(8);
  let found = 0;
  for (let at = 32; at + frameBytes <= log.length; at += frameBytes)
    if (log.readUInt32BE(at + 4) > 0) found++;
  return found;
}

test("a batch of statements is one commit", async () => {
  const before = await commits();
  expect(await executeStatements(client, batch("new"))).toEqual(Array.from({ length: 25 }, () => undefined));
  expect((await commits()) - before).toBe(1);
  expect(await titleOf("new-24")).toBe("Title 24");
});

test("if a statement loses, the others take effect all the same, and each has its own answer", async () => {
  await executeStatements(client, [insert("mixed-3", "The first")]);
  const errors = await executeStatements(client, batch("mixed"));
  expect(errors.map((error) => error?.Code)).toEqual(
    Array.from({ length: 25 }, (_, nth) => (nth === 3 ? "DuplicateItem" : undefined)),
  );
  expect(await titleOf("mixed-2")).toBe("Title 2");
  expect(await titleOf("mixed-3")).toBe("The first");
  expect(await titleOf("mixed-24")).toBe("Title 24");
});

test("a statement that is not PartiQL is refused alone", async () => {
  const errors = await executeStatements(client, [
    insert("odd-1", "One"),
    { Statement: "INSERT", Parameters: ["odd-2"] },
    insert("odd-3", "Three"),
  ]);
  expect(errors.map((error) => error?.Code)).toEqual([undefined, "ValidationError", undefined]);
  expect(await titleOf("odd-3")).toBe("Three");
});
