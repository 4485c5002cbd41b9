import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { Tracer } from "@aws-lambda-powertools/tracer";
import { type EventPublisher, OUT_OF_TIME } from "@paperledger/core/runs/event-publisher";
import { projectRun } from "@paperledger/core/statistics/project-run";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { isKnownEvent } from "@paperledger/events/stored-event";
import type { Context, DynamoDBBatchResponse } from "aws-lambda";
import { asError } from "../observability/as-error.ts";
import { meterOf } from "../observability/meter.ts";
import { observed } from "../observability/observed.ts";
import { type AppendedEvent, appendedEvents, type UnreadableRecord } from "./appended-events.ts";
import { PROJECTOR } from "./projector-function.ts";

export interface ProjectorDependencies {
  readonly statistics: Pick<StatisticsStore, "readRun" | "commit">;
  readonly publisher: EventPublisher;
  /** The time that is left of an invocation when it stops working and answers. */
  readonly answerMarginMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** Makes a signal that aborts after a time. `AbortSignal.timeout` unless given. */
  readonly abortAfter?: (ms: number) => AbortSignal;
}

/**
 * The projector Lambda: the stream of the event log in, statistics and published events out. It works up to the first
 * record that it cannot digest, fold or publish, and answers with that one, from which Lambda delivers again. Records
 * that come again change nothing in the statistics, and are published again with the same `event_id`.
 *
 * A slow table or bus does not use up the invocation: the projector stops while time is left to answer, and the next
 * delivery goes on where it stopped. Folding may take half of the time, so that what is folded can be published in
 * the other half, and each delivery gets further.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const createProjector = ({
  statistics,
  publisher,
  answerMarginMs,
  logger,
  metrics,
  tracer,
  abortAfter = AbortSignal.timeout,
}: ProjectorDependencies) =>
  observed(
    { logger, metrics, tracer },
    { omitPaths: ["event.Records.[].dynamodb.NewImage", "event.Records.[].dynamodb.OldImage"] },
  ).handler(async (event: unknown, context: Context): Promise<DynamoDBBatchResponse> => {
    const { appended, unreadable } = appendedEvents(event);
    if (unreadable) reportUnreadable(unreadable, logger);

    const timeMs = Math.max(0, Math.floor(context.getRemainingTimeInMillis() - answerMarginMs));
    const stopFolding = abortAfter(Math.floor(timeMs / 2));
    const stopPublishing = abortAfter(timeMs);
    const unfolded = await fold(appended, statistics, logger, stopFolding);
    const foldable = unfolded ? appended.slice(0, appended.indexOf(unfolded)) : appended;
    const unpublished = await publish(foldable, publisher, logger, stopPublishing);

    const meter = meterOf(PROJECTOR, metrics);
    meter.add("EventsProjected", foldable.length);
    const first = unpublished ?? unfolded ?? unreadable;
    if (first) meter.add("ProjectionFailures", 1);
    return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] };
  });

/**
 * Folds run by run, until the signal aborts.
 *
 * @returns the first event, in stream order, of a run that is not folded
 */
async function fold(
  appended: readonly AppendedEvent[],
  statistics: ProjectorDependencies["statistics"],
  logger: Logger,
  signal: AbortSignal,
): Promise<AppendedEvent | undefined> {
  const folded = new Set<string>();
  for (const [traceId, ofRun] of Map.groupBy(appended, ({ traceId }) => traceId)) {
    if (signal.aborted) break;
    const events = ofRun.map(({ event }) => event);
    const known = events.filter(isKnownEvent);
    if (known.length < events.length)
      logger.warn("Events of a type that this version does not know: published, not counted", {
        trace_id: traceId,
        types: events.filter((event) => !isKnownEvent(event)).map(({ type }) => type),
      });
    try {
      await projectRun(traceId, known, statistics, { signal });
      folded.add(traceId);
      logger.debug("Events projected", { trace_id: traceId, events: known.length });
    } catch (error) {
      if (signal.aborted) break;
      logger.error("Events cannot be projected: they are to be delivered again", {
        trace_id: traceId,
        error: asError(error),
      });
    }
  }
  const unfolded = appended.filter(({ traceId }) => !folded.has(traceId));
  if (signal.aborted) reportOutOfTime("projected", unfolded, logger);
  return unfolded[0];
}

/**
 * Publishes in stream order, until the signal aborts.
 *
 * @returns the first event that the bus did not take
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
    logger.error("Event not published: it is to be delivered again", {
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

/** Writes one line for all events that there was no time for. */
function reportOutOfTime(
  what: "projected" | "published",
  [first, ...others]: readonly AppendedEvent[],
  logger: Logger,
) {
  if (!first) return;
  logger.error(`Time is up: events are not ${what}, and are to be delivered again`, {
    trace_id: first.traceId,
    sequence_number: first.sequenceNumber,
    events: others.length + 1,
  });
}

const reportUnreadable = ({ sequenceNumber, traceId, error }: UnreadableRecord, logger: Logger) =>
  logger.error("Stream record cannot be read: it holds up those after it until its retries are used up", {
    trace_id: traceId,
    sequence_number: sequenceNumber,
    error,
  });
