import type { Logger } from "@aws-lambda-powertools/logger";
import { documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { eventBridgeClient } from "@paperledger/aws/clients/event-bridge-client";
import { eventBridgePublisher } from "@paperledger/aws/events/event-publisher";
import { busProbe } from "@paperledger/aws/probes/bus-probe";
import { layoutProbe } from "@paperledger/aws/probes/layout-probe";
import { dynamoDbProjection } from "@paperledger/aws/statistics/projection";
import type { DynamoDBBatchResponse } from "aws-lambda";
import { emfMetrics } from "../observability/emf-metrics.ts";
import { tableProbesOf, variableOf } from "../start-up/probes-of.ts";
import { type StartedFunction, startingFunction } from "../start-up/starting-function.ts";
import { createProjector } from "./projector.ts";
import { checkAnswerMargin, type ProjectorConfig, projectorConfig } from "./projector-config.ts";
import { PROJECTOR } from "./projector-function.ts";
import { traceIdsOfRecords } from "./trace-ids.ts";

const serviceName = PROJECTOR.service;

/** Makes the projector from its environment. Lambda calls it for the stream of the runs table. */
export const startProjector = () =>
  startingFunction({
    serviceName,
    readConfig: projectorConfig,
    traceIdsOf: traceIdsOfRecords,
    start,
  });

function start(config: ProjectorConfig, logger: Logger): StartedFunction<DynamoDBBatchResponse> {
  const client = documentClient(dynamoDbClient());
  const eventBridge = eventBridgeClient();
  const { statisticsTable: table, eventBusName: busName } = config;
  return {
    handler: createProjector({
      statistics: dynamoDbProjection(client, table),
      publisher: eventBridgePublisher({ client: eventBridge, busName }),
      answerMarginMs: config.answerMarginMs,
      logger,
      metrics: emfMetrics(config.metricsNamespace, serviceName, logger),
    }),
    probes(context) {
      checkAnswerMargin(config, context);
      const layout = layoutProbe(client, { setting: variableOf(PROJECTOR, "statistics"), table });
      return [
        layout,
        // The layout is read with BatchGetItem, so that action needs no probe of its own.
        ...tableProbesOf(PROJECTOR, client, { statistics: table }).filter(
          ({ actions }) => !actions.every((action) => layout.actions.includes(action)),
        ),
        busProbe(eventBridge, { setting: variableOf(PROJECTOR, "eventBus"), busName }),
      ];
    },
  };
}
