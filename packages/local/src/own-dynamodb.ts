import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import type { DataFolderToRead } from "./data-folder.ts";
import { DYNAMODB_FILE } from "./data-folder-layout.ts";

/** Starts the embedded DynamoDB on a data folder, or in memory without one. It is stopped when `starting` is disposed. */
export async function startOwnDynamoDb(
  starting: AsyncDisposableStack,
  folder: Pick<DataFolderToRead, "path"> | undefined,
): Promise<EmbeddedDynamoDb> {
  const dynamoDb = await startEmbeddedDynamoDb(folder && { file: folder.path(DYNAMODB_FILE) });
  starting.defer(dynamoDb.stop);
  return dynamoDb;
}
