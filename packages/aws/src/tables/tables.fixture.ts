import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { EmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { dynamoDbForFile } from "@paperledger/embedded/embedded-dynamodb.fixture";
import { documentClient, dynamoDbClient, emulatedAt } from "../clients/clients.ts";
import { createTables } from "./create-tables.ts";
import type { TableNames } from "./table-definitions.ts";

export const TEST_TABLES: TableNames = {
  papers: "test-papers",
  runs: "test-runs",
  statistics: "test-statistics",
  attempts: "test-attempts",
  vectors: "test-vectors",
  handledEvents: "test-handled-events",
};

/** Returns a new client, without the middleware that a test added to another client. */
export const testClient = (endpoint: string): DynamoDBDocumentClient =>
  documentClient(dynamoDbClient(emulatedAt(endpoint)));

/** Starts a DynamoDB with all tables for the tests of a file, and stops it after them. Call it at the top of the file. */
export async function tablesForFile(): Promise<EmbeddedDynamoDb> {
  const dynamoDb = await dynamoDbForFile();
  const client = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  await createTables(client, TEST_TABLES);
  client.destroy();
  return dynamoDb;
}
