import { join } from "node:path";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { insertStatement, type Statement } from "@paperledger/aws/statements/statement";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { attributesOf } from "@paperledger/aws/vectors/vector-item";
import type { TextVersion } from "@paperledger/core/papers/paper";
import { localEmbedder } from "@paperledger/core/vectors/local-embedder";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import pMap from "p-map";
import { tableNames } from "../bench-tables.ts";
import { papersOf } from "../feed/papers-of.ts";
import { measure } from "../measuring/measure.ts";
import { executeBare, statementsFor } from "./bare-statements.ts";

const IN_FLIGHT = 16;
const TABLES = tableNames(1);

/**
 * Reads a feed, and writes its papers and a vector for each one to an embedded DynamoDB on disk, with nothing else. No laptop that
 * stores the same can be faster.
 *
 * @returns the time in milliseconds
 */
export async function paperAndVectorWritesMs(feed: Buffer, folder: string): Promise<number> {
  const dynamoDb = await startEmbeddedDynamoDb({ file: join(folder, "bare.sqlite") });
  const plain = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  const client = documentClient(plain);
  try {
    await createTables(plain, TABLES);
    const { ms } = await measure(async () => {
      const batches = await papersOf(feed);
      const papers = statementsFor(batches, TABLES.papers);
      const vectors = batches.map((batch) => batch.map(vectorStatement));
      await pMap([...papers, ...vectors], (each) => executeBare(client, each), { concurrency: IN_FLIGHT });
    });
    return ms;
  } finally {
    plain.destroy();
    await dynamoDb.stop();
  }
}

function vectorStatement({ paper_id, updated_at, tie, trace_id }: TextVersion): Statement {
  const { model, dimensions } = localEmbedder;
  const vector = new Float32Array(dimensions).fill(1 / 16);
  const attributes = attributesOf({ kind: "keep", paper_id, updated_at, tie, trace_id, model, vector });
  return insertStatement(TABLES.vectors, { paper_id, ...attributes });
}
