import { Tracer } from "@aws-lambda-powertools/tracer";
import { documentClient, dynamoDbClient, eventBridgeClient } from "@paperledger/aws/clients/clients";
import { eventBridgePublisher } from "@paperledger/aws/events/event-publisher";
import { busProbe } from "@paperledger/aws/probes/bus-probe";
import { tableProbes } from "@paperledger/aws/probes/table-probes";
import { dynamoDbStatisticsStore } from "@paperledger/aws/statistics/statistics-store";
import { emfMetrics } from "../observability/emf-metrics.ts";
import { startingFunction } from "../start-up/starting-function.ts";
import { createProjector } from "./projector.ts";
import { projectorConfig } from "./projector-config.ts";

const serviceName = "projector";

/** What Lambda calls for the stream of the runs table. */
export const handler = startingFunction(serviceName, projectorConfig, (config, logger) => {
  const tracer = new Tracer({ serviceName });
  const client = documentClient(tracer.captureAWSv3Client(dynamoDbClient()));
  const eventBridge = tracer.captureAWSv3Client(eventBridgeClient());
  const { statisticsTable: table, eventBusName: busName } = config;
  return {
    handler: createProjector({
      statistics: dynamoDbStatisticsStore(client, table),
      publisher: eventBridgePublisher({ client: eventBridge, busName }),
      logger,
      metrics: emfMetrics(config.metricsNamespace, serviceName, logger),
      tracer,
    }),
    probes: () => [
      ...tableProbes(
        { client, setting: "STATISTICS_TABLE", kind: "statistics", table },
        { reads: ["GetItem", "BatchGetItem"], writes: ["PutItem", "UpdateItem", "ConditionCheckItem"] },
      ),
      busProbe(eventBridge, { setting: "EVENT_BUS_NAME", busName }),
    ],
  };
});
