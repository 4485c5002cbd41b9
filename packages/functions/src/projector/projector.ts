import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import { type EventPublisher, OUT_OF_TIME } from "@paperledger/core/runs/event-publisher";
import { type Projected, projectRuns } from "@paperledger/core/statistics/project-runs";
import { isKnownEvent } from "@paperledger/events/stored-event";
import type { Context, DynamoDBBatchResponse } from "aws-lambda";
import { asError } from "../observability/as-error.ts";
import { meterOf } from "../observability/meter.ts";
import { observed } from "../observability/observed.ts";
import { type AppendedEvent, appendedEvents, type UnreadableRecord } from "./appended-events.ts";
import { PROJECTOR } from "./projector-function.ts";

export interface ProjectorDependencies {
  readonly statistics: Projected;
  readonly publisher: EventPublisher;
  /** The projector stops working and answers this long before the timeout. */
  readonly answerMarginMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Makes a signal that aborts after a time. The default is `AbortSignal.timeout`. */
  readonly abortAfter?: (ms: number) => AbortSignal;
}

/**
 * Makes the handler of the projector. It folds the records of the event log's stream into statistics, and publishes
 * their events. It answers with the first record that it could not read, fold or publish, and Lambda delivers the
 * records from there again. Repeated records change nothing in the statistics. They are published again with the same
 * `event_id`.
 *
 * Events are published while others are folded, so publishing does not wait for sums that many projectors write. If a
 * record cannot be folded, the records after it are still published now. The next delivery publishes them again, with
 * the same `event_id`.
 *
 * If the table or the bus is slow, the projector stops while there is still time to answer. The next delivery
 * continues there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const createProjector = ({
  statistics,
  publisher,
  answerMarginMs,
  logger,
  metrics,
  abortAfter = AbortSignal.timeout,
}: ProjectorDependencies) =>
  observed(
    { logger, metrics },
    { omitPaths: ["event.Records.[].dynamodb.NewImage", "event.Records.[].dynamodb.OldImage"] },
  ).handler(async (event: unknown, context: Context): Promise<DynamoDBBatchResponse> => {
    const { appended, unreadable } = appendedEvents(event);
    if (unreadable) reportUnreadable(unreadable, logger);

    const timeMs = Math.max(0, Math.floor(context.getRemainingTimeInMillis() - answerMarginMs));
    const signal = abortAfter(timeMs);
    const [unfolded, unpublished] = await Promise.all([
      fold(appended, statistics, logger, signal),
      publish(appended, publisher, logger, signal),
    ]);

    const meter = meterOf(PROJECTOR, metrics);
    const place = (of: AppendedEvent | undefined) => (of ? appended.indexOf(of) : appended.length);
    const done = Math.min(place(unfolded), place(unpublished));
    meter.add("EventsProjected", done);
    const first = appended[done] ?? unreadable;
    if (first) meter.add("ProjectionFailures", 1);
    return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] };
  });

/**
 * Folds the events of all runs, until the signal aborts.
 *
 * @returns the first event, in stream order, that is not folded
 */
async function fold(
  appended: readonly AppendedEvent[],
  statistics: Projected,
  logger: Logger,
  signal: AbortSignal,
): Promise<AppendedEvent | undefined> {
  const eventsOfRuns = new Map(
    [...Map.groupBy(appended, ({ traceId }) => traceId)].map(([traceId, ofRun]) => {
      const events = ofRun.map(({ event }) => event);
      const known = events.filter(isKnownEvent);
      if (known.length < events.length)
        logger.warn("Events of a type that this version does not know: published, not counted", {
          trace_id: traceId,
          types: events.filter((event) => !isKnownEvent(event)).map(({ type }) => type),
        });
      return [traceId, known];
    }),
  );
  const failures = await projectRuns(eventsOfRuns, statistics, { signal });
  for (const [traceId, error] of failures)
    if (error !== signal.reason || !signal.aborted)
      logger.error("Events cannot be projected: they have to be delivered again", {
        trace_id: traceId,
        error: asError(error),
      });
  logger.debug("Events projected", { runs: eventsOfRuns.size - failures.size, events: appended.length });
  const unfolded = appended.filter(({ traceId }) => failures.has(traceId));
  if (signal.aborted) reportOutOfTime("projected", unfolded, logger);
  return unfolded[0];
}

/**
 * Publishes in stream order, until the signal aborts.
 *
 * @returns the first event that is not published
 */
async function publish(
  appended: readonly AppendedEvent[],
  publisher: EventPublisher,
  logger: Logger,
  signal: AbortSignal,
): Promise<AppendedEvent | undefined> {
  const events = appended.map(({ event }) => event);
  const failures = await publisher.publish(events, signal);
  for (const { event, code, message } of failures.filter(({ code }) => code !== OUT_OF_TIME))
    logger.error("Event not published: it has to be delivered again", {
      trace_id: event.metadata.trace_id,
      event_id: event.metadata.event_id,
      code,
      reason: message,
    });
  const codes = new Map(failures.map(({ event, code }) => [event.metadata.event_id, code]));
  const codeOf = ({ event }: AppendedEvent) => codes.get(event.metadata.event_id);
  reportOutOfTime(
    "published",
    appended.filter((each) => codeOf(each) === OUT_OF_TIME),
    logger,
  );
  return appended.find((each) => codeOf(each) !== undefined);
}

/** Logs one line for all events that were left because of the deadline. */
function reportOutOfTime(
  what: "projected" | "published",
  [first, ...others]: readonly AppendedEvent[],
  logger: Logger,
) {
  if (!first) return;
  logger.error(`Time is up: events are not ${what}, and have to be delivered again`, {
    trace_id: first.traceId,
    sequence_number: first.sequenceNumber,
    events: others.length + 1,
  });
}

const reportUnreadable = ({ sequenceNumber, traceId, error }: UnreadableRecord, logger: Logger) =>
  logger.error("Stream record cannot be read: the records after it wait until its retries are used up", {
    trace_id: traceId,
    sequence_number: sequenceNumber,
    error,
  });
