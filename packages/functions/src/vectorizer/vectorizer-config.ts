import * as z from "zod";
import { commonVariables, readEnvironment, resourceVariables } from "../start-up/read-environment.ts";
import { VECTORIZER } from "./vectorizer-function.ts";

const { EMBEDDER } = VECTORIZER.choices;

const schema = z
  .object({
    ...resourceVariables(VECTORIZER),
    EMBEDDER: z.enum(EMBEDDER.of, { error: "is neither local nor bedrock" }).default(EMBEDDER.default),
    ...commonVariables,
  })
  .transform((variables) => ({
    papersTable: variables.PAPERS_TABLE,
    vectorsTable: variables.VECTORS_TABLE,
    handledEventsTable: variables.HANDLED_EVENTS_TABLE,
    embedder: variables.EMBEDDER,
    logLevel: variables.LOG_LEVEL,
  }));

export type VectorizerConfig = z.infer<typeof schema>;

/** Reads the vectorizer's configuration from its environment. @throws ConfigurationError */
export const vectorizerConfig = (environment: NodeJS.ProcessEnv): VectorizerConfig =>
  readEnvironment(schema, environment);
