import { z } from "zod";
import {
  logLevel,
  metricsNamespace,
  readEnvironment,
  requiredName,
} from "../environment/read-environment.ts";

const schema = z
  .object({
    STATISTICS_TABLE: requiredName,
    EVENT_BUS_NAME: requiredName,
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
    LOG_LEVEL: logLevel,
  })
  .transform((variables) => ({
    statisticsTable: variables.STATISTICS_TABLE,
    eventBusName: variables.EVENT_BUS_NAME,
    logLevel: variables.LOG_LEVEL,
    metricsNamespace: variables.POWERTOOLS_METRICS_NAMESPACE,
  }));

export type ProjectorConfig = z.infer<typeof schema>;

/** What the projector is told by its environment. @throws ConfigurationError */
export const projectorConfig = (environment: NodeJS.ProcessEnv): ProjectorConfig =>
  readEnvironment(schema, environment);
