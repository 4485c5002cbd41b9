import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { createTables } from "@paperledger/aws/tables/create-tables";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";

/** An embedded DynamoDB for measuring. Every measurement begins with empty tables. */
export interface BenchDynamoDb extends AsyncDisposable {
  readonly endpoint: string;
  /** Returns a new client, without middleware of other measurements. */
  client(): DynamoDBDocumentClient;
  /** Runs the work on empty tables, and deletes the tables afterwards. */
  withTables<Result>(work: (tables: TableNames) => Promise<Result>): Promise<Result>;
}

/** Starts an embedded DynamoDB in memory. */
export const startBenchDynamoDb = (): Promise<BenchDynamoDb> => startedBenchDynamoDb({});

/** A file system in memory, on Linux. */
const SHARED_MEMORY = "/dev/shm";

/**
 * Starts an embedded DynamoDB on a temporary file. The file is in a file system in memory if the system has one. On a file, a table
 * with a stream takes tens of thousands of items at an even rate. Without a file, every write takes longer than the one before.
 */
export async function startBenchDynamoDbOnFile(): Promise<BenchDynamoDb> {
  const folder = await mkdtemp(
    join(existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir(), "paperledger-bench-"),
  );
  const dynamoDb = await startedBenchDynamoDb({ file: join(folder, "dynamodb.sqlite") });
  return {
    ...dynamoDb,
    async [Symbol.asyncDispose]() {
      await dynamoDb[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startedBenchDynamoDb(
  options: Parameters<typeof startEmbeddedDynamoDb>[0],
): Promise<BenchDynamoDb> {
  const dynamoDb = await startEmbeddedDynamoDb(options);
  const admin = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  let made = 0;
  return {
    endpoint: dynamoDb.endpoint,
    client: () => documentClient(dynamoDbClient(emulatedAt(dynamoDb.endpoint))),
    async withTables(work) {
      const tables = tableNames(++made);
      await createTables(admin, tables);
      try {
        return await work(tables);
      } finally {
        for (const TableName of Object.values(tables))
          await admin.send(new DeleteTableCommand({ TableName }));
      }
    },
    async [Symbol.asyncDispose]() {
      admin.destroy();
      await dynamoDb.stop();
    },
  };
}

/** Returns names of tables that no other number has. */
export const tableNames = (nth: number): TableNames => ({
  papers: `papers-${nth}`,
  runs: `runs-${nth}`,
  statistics: `statistics-${nth}`,
  attempts: `attempts-${nth}`,
  vectors: `vectors-${nth}`,
  handledEvents: `handled-events-${nth}`,
});
