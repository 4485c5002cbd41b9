import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { Logger } from "@aws-lambda-powertools/logger";
import { bedrockClient } from "@paperledger/aws/clients/bedrock-client";
import { documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { bedrockEmbedder } from "@paperledger/aws/vectors/bedrock-embedder";
import { dynamoDbVectorStore } from "@paperledger/aws/vectors/vector-store";
import { localEmbedder } from "@paperledger/core/vectors/local-embedder";
import { tableProbesOf } from "../start-up/probes-of.ts";
import { type StartedFunction, startingFunction } from "../start-up/starting-function.ts";
import { traceIdsOfBusEvent } from "./trace-ids.ts";
import { createVectorizer, type Vectorized } from "./vectorizer.ts";
import { type VectorizerConfig, vectorizerConfig } from "./vectorizer-config.ts";
import { EMBEDDING_MODEL, VECTORIZER } from "./vectorizer-function.ts";

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
      embedder:
        config.embedder === "bedrock"
          ? bedrockEmbedder({ client: bedrockClient(), model: EMBEDDING_MODEL })
          : localEmbedder,
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
