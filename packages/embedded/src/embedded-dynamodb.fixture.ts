import { afterAll } from "vitest";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "./embedded-dynamodb.ts";

/**
 * Starts a DynamoDB in memory for the tests of a file, and stops it after them.
 *
 * @example
 * const dynamoDb = await dynamoDbForFile(); // at the top of the file
 */
export async function dynamoDbForFile(): Promise<EmbeddedDynamoDb> {
  const dynamoDb = await startEmbeddedDynamoDb();
  afterAll(dynamoDb.stop);
  return dynamoDb;
}
