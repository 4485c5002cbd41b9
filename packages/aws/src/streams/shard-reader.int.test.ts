import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { dynamoDbClient, emulatedAt } from "../clients/clients.ts";
import { streamsClient } from "../clients/streams-client.ts";
import { type ShardPosition, shardReader } from "./shard-reader.ts";
import { NoStreamError, shardsOf, streamArnOf } from "./stream-shards.ts";

async function startTable({ stream = true } = {}) {
  const embedded = await startEmbeddedDynamoDb();
  const dynamoDb = dynamoDbClient(emulatedAt(embedded.endpoint));
  const streams = streamsClient(emulatedAt(embedded.endpoint));
  onTestFinished(async () => {
    dynamoDb.destroy();
    streams.destroy();
    await embedded.stop();
  });
  await dynamoDb.send(
    new CreateTableCommand({
      TableName: "events",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } }),
    }),
  );
  const write = (id: string) =>
    dynamoDb.send(new PutItemCommand({ TableName: "events", Item: { id: { S: id } } }));
  return { dynamoDb, streams, write };
}

test("a reader begins at its position, and each page continues after the page before", async () => {
  const { dynamoDb, streams, write } = await startTable();
  for (const id of ["a", "b", "c"]) await write(id);
  const streamArn = await streamArnOf(dynamoDb, "events");
  const [shard, ...others] = await shardsOf(streams, streamArn);
  expect(others).toEqual([]);
  const readFrom = (from: ShardPosition) =>
    shardReader(streams, { streamArn, shardId: shard?.shardId ?? "", from });
  const nextOf = async (reader: ReturnType<typeof readFrom>) => {
    const { records, closed } = await reader.next();
    expect(closed).toBe(false);
    return records.map(({ dynamodb }) => dynamodb.Keys?.id?.S);
  };

  const oldest = readFrom({ kind: "trim-horizon" });
  const after = readFrom({ kind: "after", sequenceNumber: "2" });
  const latest = readFrom({ kind: "latest" });
  await latest.open();
  await write("d");
  expect(await nextOf(oldest)).toEqual(["a", "b", "c", "d"]);
  expect(await nextOf(after)).toEqual(["c", "d"]);
  expect(await nextOf(latest)).toEqual(["d"]);
  await write("e");
  for (const reader of [oldest, after, latest]) expect(await nextOf(reader)).toEqual(["e"]);
  expect(await nextOf(oldest)).toEqual([]);
});

test("a table without a stream is an error that says so", async () => {
  const { dynamoDb } = await startTable({ stream: false });
  await expect(streamArnOf(dynamoDb, "events")).rejects.toThrow(NoStreamError);
});
