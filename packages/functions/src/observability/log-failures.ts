import type { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import { asError } from "./as-error.ts";

export type Handler<Result> = (event: unknown, context: Context) => Promise<Result>;

/** Returns the trace ids of the runs that an event is about, as far as they can be read. Never throws. */
export type TraceIdsOf = (event: unknown) => readonly string[];

/** Failures that are in the log already, a line for each. */
export class LoggedFailuresError extends AggregateError {
  override readonly name: string = "LoggedFailuresError";
}

export const INVOCATION_FAILED = "Invocation failed";
export const TIME_NEARLY_UP = "Time is nearly up: Lambda ends this invocation unless it answers at once";

/** How long before its end an invocation is reported. Of a short one, a tenth of its time. */
const LAST_WORDS_MS = 1_000;

export interface FailureLog {
  readonly logger: Logger;
  readonly traceIdsOf: TraceIdsOf;
  /** Returns the message of the line. "Invocation failed" unless given. */
  readonly messageOf?: (error: unknown) => string;
}

/**
 * Makes every failure of an invocation leave one line of level ERROR, with the trace id of the run that the event is about.
 * An error is logged with its cause, and thrown on. An invocation that Lambda is about to end is reported just before: a
 * process that is killed says nothing more, and Lambda's own line knows no trace id.
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

/** Returns the fields of a log line: the first run's trace id, and if there are several runs, all of theirs. */
function runsIn(traceIds: readonly string[]) {
  const [first = null, ...others] = new Set(traceIds);
  return { trace_id: first, ...(others.length > 0 && { trace_ids: [first, ...others] }) };
}
