import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { expect, test } from "vitest";
import { dynamoDbClient, emulatedAt } from "../clients/clients.ts";
import { createTables } from "./create-tables.ts";

const names = {
  papers: "papers",
  runs: "runs",
  statistics: "statistics",
  vectors: "vectors",
  attempts: "attempts",
  handledEvents: "handled-events",
};

test("the embedded DynamoDB starts, the tables can be created twice, and it stops", async () => {
  const dynamoDb = await startEmbeddedDynamoDb();
  const client = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  await createTables(client, names);
  await createTables(client, names);
  const { Table: runs } = await client.send(new DescribeTableCommand({ TableName: names.runs }));
  expect(runs?.StreamSpecification).toMatchObject({ StreamEnabled: true, StreamViewType: "NEW_IMAGE" });
  client.destroy();
  await dynamoDb.stop();
  await expect(fetch(dynamoDb.endpoint)).rejects.toThrow();
});
