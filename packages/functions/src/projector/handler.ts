import type { Logger } from "@aws-lambda-powertools/logger";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { documentClient, dynamoDbClient, eventBridgeClient } from "@paperledger/aws/clients/clients";
import { eventBridgePublisher } from "@paperledger/aws/events/event-publisher";
import { busProbe } from "@paperledger/aws/probes/bus-probe";
import { layoutProbe } from "@paperledger/aws/probes/layout-probe";
import { tableProbes } from "@paperledger/aws/probes/table-probes";
import { dynamoDbStatisticsStore } from "@paperledger/aws/statistics/statistics-store";
import type { DynamoDBBatchResponse } from "aws-lambda";
import { emfMetrics } from "../observability/emf-metrics.ts";
import { type StartedFunction, startingFunction } from "../start-up/starting-function.ts";
import { createProjector } from "./projector.ts";
import { checkAnswerMargin, type ProjectorConfig, projectorConfig } from "./projector-config.ts";
import { traceIdsOfRecords } from "./trace-ids.ts";

const serviceName = "projector";

/** What Lambda calls for the stream of the runs table. */
export const handler = startingFunction({
  serviceName,
  readConfig: projectorConfig,
  traceIdsOf: traceIdsOfRecords,
  start,
});

function start(config: ProjectorConfig, logger: Logger): StartedFunction<DynamoDBBatchResponse> {
  const tracer = new Tracer({ serviceName });
  const client = documentClient(tracer.captureAWSv3Client(dynamoDbClient()));
  const eventBridge = tracer.captureAWSv3Client(eventBridgeClient());
  const { statisticsTable: table, eventBusName: busName } = config;
  return {
    handler: createProjector({
      statistics: dynamoDbStatisticsStore(client, table),
      publisher: eventBridgePublisher({ client: eventBridge, busName }),
      answerMarginMs: config.answerMarginMs,
      logger,
      metrics: emfMetrics(config.metricsNamespace, serviceName, logger),
      tracer,
    }),
    probes(context) {
      checkAnswerMargin(config, context);
      return [
        ...tableProbes(
          { client, setting: "STATISTICS_TABLE", kind: "statistics", table },
          { reads: ["GetItem", "BatchGetItem"], writes: ["PutItem", "UpdateItem", "ConditionCheckItem"] },
        ),
        layoutProbe(client, { setting: "STATISTICS_TABLE", table }),
        busProbe(eventBridge, { setting: "EVENT_BUS_NAME", busName }),
      ];
    },
  };
}
