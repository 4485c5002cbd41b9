import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import type { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import inputOutputLogger from "@middy/input-output-logger";
import type { EventPublisher } from "@paperledger/core/runs/event-publisher";
import { projectRun } from "@paperledger/core/statistics/project-run";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { isKnownEvent } from "@paperledger/events/stored-event";
import type { DynamoDBBatchResponse } from "aws-lambda";
import { asError } from "../observability/as-error.ts";
import { type AppendedEvent, appendedEvents, type UnreadableRecord } from "./appended-events.ts";

export interface ProjectorDependencies {
  readonly statistics: StatisticsStore;
  readonly publisher: EventPublisher;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/**
 * The projector Lambda: the stream of the event log in, statistics and published events out. It works up to the first
 * record that it cannot digest, fold or publish, and answers with that one, from which Lambda delivers again. Records
 * that come again change nothing in the statistics, and are published again with the same `event_id`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const createProjector = ({ statistics, publisher, logger, metrics, tracer }: ProjectorDependencies) =>
  middy()
    .use(injectLambdaContext(logger))
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use(logMetrics(metrics))
    .use(
      inputOutputLogger({
        logger: (message) => logger.debug("Invocation", { invocation: message }),
        omitPaths: ["event.Records.[].dynamodb.NewImage", "event.Records.[].dynamodb.OldImage"],
      }),
    )
    .handler(async (event: unknown): Promise<DynamoDBBatchResponse> => {
      const { appended, unreadable } = appendedEvents(event);
      if (unreadable) reportUnreadable(unreadable, logger);

      const unfolded = await fold(appended, statistics, logger);
      const foldable = unfolded ? appended.slice(0, appended.indexOf(unfolded)) : appended;
      const unpublished = await publish(foldable, publisher, logger);

      metrics.addMetric("EventsProjected", MetricUnit.Count, foldable.length);
      const first = unpublished ?? unfolded ?? unreadable;
      if (first) metrics.addMetric("ProjectionFailures", MetricUnit.Count, 1);
      return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] };
    });

/** Folds run by run. Gives the first event, in stream order, of a run that could not be folded. */
async function fold(
  appended: readonly AppendedEvent[],
  statistics: StatisticsStore,
  logger: Logger,
): Promise<AppendedEvent | undefined> {
  const unfolded = new Set<string>();
  for (const [traceId, ofRun] of Map.groupBy(appended, ({ traceId }) => traceId)) {
    const events = ofRun.map(({ event }) => event);
    const known = events.filter(isKnownEvent);
    if (known.length < events.length)
      logger.warn("Events of a type that this version does not know: published, not counted", {
        trace_id: traceId,
        types: events.filter((event) => !isKnownEvent(event)).map(({ type }) => type),
      });
    try {
      await projectRun(traceId, known, statistics);
      logger.debug("Events projected", { trace_id: traceId, events: known.length });
    } catch (error) {
      unfolded.add(traceId);
      logger.error("Events cannot be projected: they are to be delivered again", {
        trace_id: traceId,
        error: asError(error),
      });
    }
  }
  return appended.find(({ traceId }) => unfolded.has(traceId));
}

/** Publishes in stream order. Gives the first event that the bus did not take. */
async function publish(
  appended: readonly AppendedEvent[],
  publisher: EventPublisher,
  logger: Logger,
): Promise<AppendedEvent | undefined> {
  const failures = await publisher.publish(appended.map(({ event }) => event));
  for (const { event, code, message } of failures)
    logger.error("Event not published: it is to be delivered again", {
      trace_id: event.metadata.trace_id,
      event_id: event.metadata.event_id,
      code,
      reason: message,
    });
  const failed = new Set(failures.map(({ event }) => event.metadata.event_id));
  return appended.find(({ event }) => failed.has(event.metadata.event_id));
}

const reportUnreadable = ({ sequenceNumber, error }: UnreadableRecord, logger: Logger) =>
  logger.error("Stream record cannot be read: it holds up those after it until its retries are used up", {
    sequence_number: sequenceNumber,
    error,
  });
