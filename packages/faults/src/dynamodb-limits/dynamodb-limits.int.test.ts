import {
  CreateTableCommand,
  DynamoDBClient,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { dynamoDbForFile } from "@paperledger/embedded/embedded-dynamodb.fixture";
import { expect, onTestFinished, test } from "vitest";
import { type DynamoDbLimitsOptions, dynamoDbLimits } from "./dynamodb-limits.ts";
import { limitRequests } from "./limit-requests.ts";

const dynamoDb = await dynamoDbForFile();

let tablesMade = 0;

/** Creates a table with an index by day, behind limits whose clock the test controls. */
async function givenTable(options: DynamoDbLimitsOptions = {}) {
  const clock = { nowMs: 1_700_000_000_000 };
  const limits = dynamoDbLimits({ nowMs: () => clock.nowMs, ...options });
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: dynamoDb.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    }),
  );
  onTestFinished(() => client.destroy());
  const TableName = `limited-${++tablesMade}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["id", "day"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by_day",
          KeySchema: [
            { AttributeName: "day", KeyType: "HASH" },
            { AttributeName: "id", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["line"] },
        },
      ],
    }),
  );
  limitRequests(client.middlewareStack, limits);
  return { client, limits, clock, TableName };
}

/** Returns an item that costs 100 write units or 25 read units. */
const large = (id: string, more: object = {}) => ({ id, text: "x".repeat(100 * 1_024 - 100), ...more });

test("a partition key takes 1,000 write units a second, and the next second goes on", async () => {
  const { client, clock, TableName } = await givenTable();
  const put = (id: string) => client.send(new PutCommand({ TableName, Item: large(id) }));
  for (let n = 0; n < 10; n++) await put("hot");
  const refusal = await put("hot").catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ThrottlingException);
  expect(refusal).toMatchObject({
    throttlingReasons: [
      {
        reason: "TableWriteKeyRangeThroughputExceeded",
        resource: `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`,
      },
    ],
  });
  await put("cold");
  clock.nowMs += 1_000;
  await put("hot");
});

test("a partition key gives 3,000 read units a second", async () => {
  const { client, clock, TableName } = await givenTable();
  await client.send(new PutCommand({ TableName, Item: large("hot") }));
  const get = (ConsistentRead: boolean) =>
    client.send(new GetCommand({ TableName, Key: { id: "hot" }, ConsistentRead }));
  await Promise.all(Array.from({ length: 120 }, () => get(true)));
  await expect(get(true)).rejects.toThrow(ThrottlingException);
  clock.nowMs += 1_000;
  await Promise.all(Array.from({ length: 240 }, () => get(false)));
  await expect(get(false)).rejects.toThrow(ThrottlingException);
  const keys = [{ id: "hot" }, { id: "cold" }];
  const { UnprocessedKeys } = await client.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys: keys } } }),
  );
  expect(UnprocessedKeys?.[TableName]?.Keys).toEqual([{ id: "hot" }]);
});

test("an index key that all items share throttles the writes to the table, until the next second", async () => {
  const { client, limits, clock, TableName } = await givenTable({ warm: { write: 40_000, read: 40_000 } });
  const line = "x".repeat(100 * 1_024 - 100);
  const put = (id: string, day: string) =>
    client.send(new PutCommand({ TableName, Item: { id, day, line } }));
  for (let n = 0; n < 10; n++) await put(`${n}`, "today");
  await expect(put("10", "today")).rejects.toMatchObject({
    throttlingReasons: [
      {
        reason: "IndexWriteKeyRangeThroughputExceeded",
        resource: expect.stringMatching(/\/index\/by_day$/),
      },
    ],
  });
  await put("11", "tomorrow");
  const change = (set: string) =>
    client.send(
      new UpdateCommand({
        TableName,
        Key: { id: "0" },
        UpdateExpression: `SET ${set} = :v`,
        ExpressionAttributeValues: { ":v": "x" },
      }),
    );
  await change("note");
  await expect(change("line")).rejects.toThrow(ThrottlingException);
  clock.nowMs += 1_000;
  await change("line");
  expect(limits.busiestKeys()[0]).toMatchObject({
    table: TableName,
    index: "by_day",
    direction: "write",
    partition: '{"S":"today"}',
    peakUnits: 1_000,
  });
});

test("a query of an index reads from the index's own key", async () => {
  const { client, limits, TableName } = await givenTable();
  for (const id of ["1", "2"])
    await client.send(new PutCommand({ TableName, Item: { id, day: "today", line: "x".repeat(1_950) } }));
  await client.send(
    new QueryCommand({
      TableName,
      IndexName: "by_day",
      KeyConditionExpression: "#d = :d",
      ExpressionAttributeNames: { "#d": "day" },
      ExpressionAttributeValues: { ":d": "today" },
    }),
  );
  expect(limits.busiestKeys().filter(({ direction }) => direction === "read")).toMatchObject([
    { index: "by_day", partition: '{"S":"today"}', peakUnits: 0.5 },
  ]);
});

test("a new table takes 4,000 write units a second in all, and a warm one takes its warm throughput", async () => {
  const write = async (warm?: { readonly write: number; readonly read: number }) => {
    const { client, TableName } = await givenTable(warm && { warm });
    let written = 0;
    for (let n = 0; n < 50; n++)
      await client.send(new PutCommand({ TableName, Item: large(`${n}`) })).then(
        () => written++,
        (error) => expect(error).toBeInstanceOf(ThrottlingException),
      );
    return written;
  };
  expect(await write()).toBe(40);
  expect(await write({ write: 40_000, read: 40_000 })).toBe(50);
});

test("a transaction that writes three items of 500 bytes takes six units", async () => {
  const { client, limits, TableName } = await givenTable();
  const Put = (id: string) => ({ Put: { TableName, Item: { id, text: "x".repeat(490) } } });
  await client.send(new TransactWriteCommand({ TransactItems: ["a", "b", "c"].map(Put) }));
  expect(limits.total.write).toBe(6);
});

test("two transactions on one item conflict, and so does a plain write beside a transaction", async () => {
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const { client, TableName } = await givenTable({
    transactionMs: 15,
    wait: async () => {
      begun.resolve();
      await held.promise;
    },
  });
  const add = (id: string) => ({
    TableName,
    Key: { id },
    UpdateExpression: "ADD n :one",
    ExpressionAttributeValues: { ":one": 1 },
  });
  const transact = (...ids: string[]) =>
    client.send(new TransactWriteCommand({ TransactItems: ids.map((id) => ({ Update: add(id) })) }));
  const first = transact("a", "b");
  await begun.promise;
  const cancelled = await transact("c", "b").catch((error: unknown) => error);
  expect(cancelled).toBeInstanceOf(TransactionCanceledException);
  expect(cancelled).toMatchObject({
    CancellationReasons: [{ Code: "None" }, { Code: "TransactionConflict" }],
  });
  await expect(client.send(new UpdateCommand(add("a")))).rejects.toThrow(TransactionConflictException);
  await client.send(new UpdateCommand(add("c")));
  expect((await client.send(new GetCommand({ TableName, Key: { id: "c" } }))).Item).toEqual({
    id: "c",
    n: 1,
  });
  held.resolve();
  await first;
  await transact("c", "b");
  expect((await client.send(new GetCommand({ TableName, Key: { id: "b" } }))).Item).toEqual({
    id: "b",
    n: 2,
  });
});

test("of a batch, only what is over its limit is refused", async () => {
  const { client, TableName } = await givenTable();
  for (let n = 0; n < 10; n++) await client.send(new PutCommand({ TableName, Item: large("hot") }));
  const statement = (id: string) => ({
    Statement: `UPDATE "${TableName}" SET "n" = ? WHERE "id" = ?`,
    Parameters: [1, id],
  });
  await client.send(new PutCommand({ TableName, Item: { id: "cold" } }));
  const { Responses } = await client.send(
    new BatchExecuteStatementCommand({ Statements: ["hot", "cold"].map(statement) }),
  );
  expect(Responses?.map((response) => response.Error?.Code)).toEqual(["ThrottlingError", undefined]);
  expect((await client.send(new GetCommand({ TableName, Key: { id: "cold" } }))).Item).toEqual({
    id: "cold",
    n: 1,
  });
  const put = (id: string) => ({ PutRequest: { Item: { id, n: 2 } } });
  const { UnprocessedItems } = await client.send(
    new BatchWriteCommand({ RequestItems: { [TableName]: ["hot", "cold"].map(put) } }),
  );
  expect(UnprocessedItems).toEqual({ [TableName]: [put("hot")] });
});

test("an INSERT of a batch takes the units of a put, and is refused like one", async () => {
  const { client, TableName } = await givenTable();
  const put = (id: string) => client.send(new PutCommand({ TableName, Item: large(id) }));
  for (let n = 0; n < 10; n++) await put("hot");
  const statement = (id: string) => ({
    Statement: `INSERT INTO "${TableName}" VALUE {'id': ?, 'text': ?}`,
    Parameters: Object.values(large(id)),
  });
  const { Responses } = await client.send(
    new BatchExecuteStatementCommand({ Statements: ["hot", "new"].map(statement) }),
  );
  expect(Responses?.map((response) => response.Error?.Code)).toEqual(["ThrottlingError", undefined]);
  for (let n = 0; n < 9; n++) await put("new");
  await expect(put("new")).rejects.toThrow(ThrottlingException);
});

test("a write whose condition fails takes the item's units, and leaves the index alone", async () => {
  const { client, limits, TableName } = await givenTable();
  await client.send(new PutCommand({ TableName, Item: { id: "1", day: "today" } }));
  const before = { ...limits.total };
  await expect(
    client.send(
      new PutCommand({
        TableName,
        Item: { id: "1", day: "tomorrow" },
        ConditionExpression: "attribute_not_exists(id)",
      }),
    ),
  ).rejects.toThrow();
  expect(limits.total.write).toBe(before.write + 1);
});
