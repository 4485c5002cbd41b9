import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { Logger } from "@aws-lambda-powertools/logger";
import { documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { dynamoDbVectorStore } from "@paperledger/aws/vectors/vector-store";
import type { Embedder } from "@paperledger/core/vectors/embedder";
import { localEmbedder } from "@paperledger/core/vectors/local-embedder";
import { tableProbesOf } from "../start-up/probes-of.ts";
import { type StartedFunction, startingFunction } from "../start-up/starting-function.ts";
import { traceIdsOfBusEvent } from "./trace-ids.ts";
import { createVectorizer, type Vectorized } from "./vectorizer.ts";
import { type VectorizerConfig, vectorizerConfig } from "./vectorizer-config.ts";
import { VECTORIZER } from "./vectorizer-function.ts";

const serviceName = VECTORIZER.service;

/** Makes the vectorizer from its environment. Lambda calls it for each `paper-batch.batch-done` on the bus. */
export const startVectorizer = () =>
  startingFunction({
    serviceName,
    readConfig: vectorizerConfig,
    traceIdsOf: traceIdsOfBusEvent,
    start,
  });

function start(config: VectorizerConfig, logger: Logger): StartedFunction<Vectorized> {
  const awsSdkV3Client = dynamoDbClient();
  const client = documentClient(awsSdkV3Client);
  const { papersTable, vectorsTable, handledEventsTable } = config;
  return {
    handler: createVectorizer({
      papers: dynamoDbPaperStore({ client, table: papersTable }),
      embedder: embedderOf(config),
      vectors: dynamoDbVectorStore({ client, table: vectorsTable }),
      handledEvents: new DynamoDBPersistenceLayer({ tableName: handledEventsTable, awsSdkV3Client }),
      logger,
    }),
    probes: () =>
      tableProbesOf(VECTORIZER, client, {
        papers: papersTable,
        vectors: vectorsTable,
        handledEvents: handledEventsTable,
      }),
  };
}

/** Returns the embedder that the setting names. The client of Bedrock is loaded only if it is used. */
async function embedderOf({ embedder }: VectorizerConfig): Promise<Embedder> {
  if (embedder === "local") return localEmbedder;
  const { titanEmbedder } = await import("./titan-embedder.ts");
  return titanEmbedder();
}
