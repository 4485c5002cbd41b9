import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
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

/** A new client, without the middleware that a test may have added to another. */
export const testClient = (endpoint: string): DynamoDBDocumentClient =>
  documentClient(dynamoDbClient(emulatedAt(endpoint)));

/** Creates the tables in an embedded DynamoDB, for tests. */
export async function createTestTables(endpoint: string): Promise<void> {
  const client = dynamoDbClient(emulatedAt(endpoint));
  await createTables(client, TEST_TABLES);
  client.destroy();
}
