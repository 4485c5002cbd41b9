import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import type { DataFolderToRead } from "./data-folder.ts";

/** Starts the embedded DynamoDB on a data folder, or in memory without one. It is stopped when `starting` is disposed. */
export async function startOwnDynamoDb(
  starting: AsyncDisposableStack,
  folder: Pick<DataFolderToRead, "path"> | undefined,
): Promise<EmbeddedDynamoDb> {
  const dynamoDb = await startEmbeddedDynamoDb(folder && { file: folder.path("dynamodb.sqlite") });
  starting.defer(dynamoDb.stop);
  return dynamoDb;
}
