import { Tracer } from "@aws-lambda-powertools/tracer";
import { documentClient, dynamoDbClient, eventBridgeClient } from "@paperledger/aws/clients/clients";
import { eventBridgePublisher } from "@paperledger/aws/events/event-publisher";
import { dynamoDbStatisticsStore } from "@paperledger/aws/statistics/statistics-store";
import { emfMetrics } from "../observability/emf-metrics.ts";
import { structuredLogger } from "../observability/structured-logger.ts";
import { createProjector } from "./projector.ts";
import { projectorConfig } from "./projector-config.ts";

const serviceName = "projector";
const config = projectorConfig(process.env);
const logger = structuredLogger(serviceName, config.logLevel);
const tracer = new Tracer({ serviceName });
const dynamoDb = documentClient(tracer.captureAWSv3Client(dynamoDbClient()));
const eventBridge = tracer.captureAWSv3Client(eventBridgeClient());

/** What Lambda calls for the stream of the runs table. */
export const handler = createProjector({
  statistics: dynamoDbStatisticsStore(dynamoDb, config.statisticsTable),
  publisher: eventBridgePublisher({ client: eventBridge, busName: config.eventBusName }),
  logger,
  metrics: emfMetrics(config.metricsNamespace, serviceName, logger),
  tracer,
});
