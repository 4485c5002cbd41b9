import { z } from "zod";
import { logLevel, readEnvironment, requiredName } from "../environment/read-environment.ts";

const schema = z
  .object({
    PAPERS_TABLE: requiredName,
    VECTORS_TABLE: requiredName,
    HANDLED_EVENTS_TABLE: requiredName,
    EMBEDDER: z.enum(["local", "bedrock"], { error: "is neither local nor bedrock" }).default("local"),
    LOG_LEVEL: logLevel,
  })
  .transform((variables) => ({
    papersTable: variables.PAPERS_TABLE,
    vectorsTable: variables.VECTORS_TABLE,
    handledEventsTable: variables.HANDLED_EVENTS_TABLE,
    embedder: variables.EMBEDDER,
    logLevel: variables.LOG_LEVEL,
  }));

export type VectorizerConfig = z.infer<typeof schema>;

/** What the sample subscriber is told by its environment. @throws ConfigurationError */
export const vectorizerConfig = (environment: NodeJS.ProcessEnv): VectorizerConfig =>
  readEnvironment(schema, environment);
