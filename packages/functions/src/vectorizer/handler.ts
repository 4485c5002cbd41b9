import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { bedrockClient, documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { bedrockEmbedder } from "@paperledger/aws/vectors/bedrock-embedder";
import { dynamoDbVectorStore } from "@paperledger/aws/vectors/vector-store";
import { localEmbedder } from "@paperledger/core/vectors/local-embedder";
import { structuredLogger } from "../observability/structured-logger.ts";
import { createVectorizer } from "./vectorizer.ts";
import { vectorizerConfig } from "./vectorizer-config.ts";

const serviceName = "vectorizer";
const config = vectorizerConfig(process.env);
const tracer = new Tracer({ serviceName });
const client = tracer.captureAWSv3Client(dynamoDbClient());
const dynamoDb = documentClient(client);

/** What Lambda calls for each `paper-batch.batch-done` on the bus. */
export const handler = createVectorizer({
  papers: dynamoDbPaperStore({ client: dynamoDb, table: config.papersTable }),
  embedder: config.embedder === "bedrock" ? bedrockEmbedder({ client: bedrockClient() }) : localEmbedder,
  vectors: dynamoDbVectorStore({ client: dynamoDb, table: config.vectorsTable }),
  handledEvents: new DynamoDBPersistenceLayer({
    tableName: config.handledEventsTable,
    awsSdkV3Client: client,
  }),
  logger: structuredLogger(serviceName, config.logLevel),
  tracer,
});
