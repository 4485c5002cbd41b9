import type { Context } from "aws-lambda";
import { z } from "zod";
import {
  ConfigurationError,
  logLevel,
  metricsNamespace,
  positiveNumber,
  readEnvironment,
  requiredName,
} from "../environment/read-environment.ts";

const schema = z
  .object({
    STATISTICS_TABLE: requiredName,
    EVENT_BUS_NAME: requiredName,
    // The time that is left of an invocation when it stops working and answers.
    ANSWER_MARGIN_MS: positiveNumber(5_000),
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
    LOG_LEVEL: logLevel,
  })
  .transform((variables) => ({
    statisticsTable: variables.STATISTICS_TABLE,
    eventBusName: variables.EVENT_BUS_NAME,
    answerMarginMs: variables.ANSWER_MARGIN_MS,
    logLevel: variables.LOG_LEVEL,
    metricsNamespace: variables.POWERTOOLS_METRICS_NAMESPACE,
  }));

export type ProjectorConfig = z.infer<typeof schema>;

/** What the projector is told by its environment. @throws ConfigurationError */
export const projectorConfig = (environment: NodeJS.ProcessEnv): ProjectorConfig =>
  readEnvironment(schema, environment);

/**
 * Checks that the margin leaves the projector time to work.
 *
 * @throws ConfigurationError if the margin is more than half of the time that the invocation has
 */
export function checkAnswerMargin({ answerMarginMs }: ProjectorConfig, context: Context): void {
  const leftMs = context.getRemainingTimeInMillis();
  if (answerMarginMs * 2 > leftMs)
    throw new ConfigurationError(
      `ANSWER_MARGIN_MS: ${answerMarginMs} is more than half of the invocation's time (${leftMs} ms): set it lower, or give the function more time`,
    );
}
