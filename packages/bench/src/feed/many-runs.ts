import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { createTables } from "@paperledger/aws/tables/create-tables";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { openDataFolder } from "@paperledger/local/data-folder";
import { DISCARDED_BUCKET, RAW_BUCKET, TABLES } from "@paperledger/local/laptop-names";
import { storeRuns } from "./stored-runs.ts";

/**
 * Makes a data folder with this many short runs, over the hundred days up to now. No run of the last two days failed, so that `status` has
 * nothing to say. Returns the trace id of the newest run.
 */
export async function manyRunsIn(dataDir: string, count: number): Promise<TraceId> {
  await using opened = new AsyncDisposableStack();
  const folder = openDataFolder(dataDir);
  opened.defer(async () => folder.release());
  const dynamoDb = await startEmbeddedDynamoDb({ file: folder.path("dynamodb.sqlite") });
  opened.defer(dynamoDb.stop);
  const embedded = await startEmbeddedS3AndSqs({ dir: folder.path("s3-and-sqs") });
  for (const bucket of [RAW_BUCKET, DISCARDED_BUCKET]) embedded.createBucket(bucket);
  await embedded.stop();
  const client = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  opened.defer(async () => client.destroy());
  await createTables(client, TABLES);
  const store = { client: documentClient(client), tables: TABLES };
  return await storeRuns(store, count, { withEvents: true, completed: (2 * count) / 100 });
}
