import type { Context } from "aws-lambda";
import * as z from "zod";
import {
  ConfigurationError,
  commonVariables,
  numberVariables,
  readEnvironment,
  resourceVariables,
} from "../start-up/read-environment.ts";
import { PROJECTOR } from "./projector-function.ts";

const schema = z
  .object({ ...resourceVariables(PROJECTOR), ...numberVariables(PROJECTOR), ...commonVariables })
  .transform((variables) => ({
    statisticsTable: variables.STATISTICS_TABLE,
    eventBusName: variables.EVENT_BUS_NAME,
    answerMarginMs: variables.ANSWER_MARGIN_MS,
    logLevel: variables.LOG_LEVEL,
    metricsNamespace: variables.POWERTOOLS_METRICS_NAMESPACE,
  }));

export type ProjectorConfig = z.infer<typeof schema>;

/** Reads the projector's configuration from its environment. @throws ConfigurationError */
export const projectorConfig = (environment: NodeJS.ProcessEnv): ProjectorConfig =>
  readEnvironment(schema, environment);

/**
 * Checks that the margin leaves the projector time to work.
 *
 * @throws ConfigurationError if the margin is more than half of the invocation's time
 */
export function checkAnswerMargin({ answerMarginMs }: ProjectorConfig, context: Context): void {
  const leftMs = context.getRemainingTimeInMillis();
  if (answerMarginMs * 2 > leftMs)
    throw new ConfigurationError(
      `ANSWER_MARGIN_MS: ${answerMarginMs} is more than half of the invocation's time (${leftMs} ms): set it lower, or give the function more time`,
    );
}
