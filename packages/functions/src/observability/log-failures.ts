import type { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import { asError } from "./as-error.ts";

export type Handler<Result> = (event: unknown, context: Context) => Promise<Result>;

/** Returns the trace ids of the runs that an event is about, as far as they can be read. Never throws. */
export type TraceIdsOf = (event: unknown) => readonly string[];

/** Thrown for failures that already have their own lines in the log. */
export class LoggedFailuresError extends AggregateError {
  override readonly name: string = "LoggedFailuresError";
}

export const INVOCATION_FAILED = "Invocation failed";
export const TIME_NEARLY_UP = "Time is nearly up: Lambda ends this invocation unless it answers at once";

/** The line is logged this long before the invocation's timeout, or a tenth of the timeout before it if that is shorter. */
const LAST_WORDS_MS = 1_000;

export interface FailureLog {
  readonly logger: Logger;
  readonly traceIdsOf: TraceIdsOf;
  /** Returns the message of the line. The default is "Invocation failed". */
  readonly messageOf?: (error: unknown) => string;
}

/**
 * Logs one line of level ERROR for each failed invocation, with the trace id of the event's run. An error is logged
 * with its cause and thrown again. If the timeout is near, the line is logged before Lambda kills the process. After
 * that the process can log nothing, and Lambda's own line has no trace id.
 */
export function loggingFailures<Result>(
  handler: Handler<Result>,
  { logger, traceIdsOf, messageOf = () => INVOCATION_FAILED }: FailureLog,
): Handler<Result> {
  return async (event, context) => {
    logger.addContext(context);
    const leftMs = context.getRemainingTimeInMillis();
    const lastWordsMs = Math.min(LAST_WORDS_MS, leftMs / 10);
    const lastWords = setTimeout(
      () => logger.error(TIME_NEARLY_UP, { ...runsIn(traceIdsOf(event)), left_ms: Math.round(lastWordsMs) }),
      Math.max(0, leftMs - lastWordsMs),
    );
    try {
      return await handler(event, context);
    } catch (error) {
      if (!(error instanceof LoggedFailuresError))
        logger.error(messageOf(error), { ...runsIn(traceIdsOf(event)), error: asError(error) });
      throw error;
    } finally {
      clearTimeout(lastWords);
    }
  };
}

/** Returns the fields of a log line: the first run's trace id, and if there are several runs, the trace ids of all runs. */
function runsIn(traceIds: readonly string[]) {
  const [first = null, ...others] = new Set(traceIds);
  return { trace_id: first, ...(others.length > 0 && { trace_ids: [first, ...others] }) };
}
