import { FeedsError, readFeeds } from "@paperledger/core/batch-files/feeds";
import { readIgnoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import * as z from "zod";
import {
  commonVariables,
  numberVariables,
  readEnvironment,
  resourceVariables,
  textVariables,
} from "../start-up/read-environment.ts";
import { PROCESSOR } from "./processor-function.ts";

const { SOURCE_TEXT } = PROCESSOR.choices;

const feedsVariable = z
  .string()
  .optional()
  .transform((setting, context) => {
    try {
      return readFeeds(setting);
    } catch (error) {
      if (!(error instanceof FeedsError)) throw error;
      context.addIssue(error.message);
      return z.NEVER;
    }
  });

const schema = z
  .object({
    ...resourceVariables(PROCESSOR),
    ...numberVariables(PROCESSOR),
    ...textVariables(PROCESSOR),
    FEEDS: feedsVariable,
    SOURCE_TEXT: z.enum(SOURCE_TEXT.of, { error: "is neither text nor gzip" }).default(SOURCE_TEXT.default),
    ...commonVariables,
  })
  .transform((variables) => ({
    papersTable: variables.PAPERS_TABLE,
    runsTable: variables.RUNS_TABLE,
    attemptsTable: variables.ATTEMPTS_TABLE,
    /** The queue of uploads. A run that is longer than an invocation continues with a message in this queue. */
    uploadsQueueUrl: variables.UPLOADS_QUEUE_URL,
    /** The queue of a backfill's objects. Their runs continue with a message in this queue. */
    backfillQueueUrl: variables.BACKFILL_QUEUE_URL,
    /** The bucket for rejects. Batch files are read from the bucket in the event. */
    rawBucket: variables.RAW_BUCKET,
    logLevel: variables.LOG_LEVEL,
    metricsNamespace: variables.POWERTOOLS_METRICS_NAMESPACE,
    sourceTextEncoding: variables.SOURCE_TEXT,
    ignoredKeys: readIgnoredKeys(variables.IGNORED_KEYS),
    feeds: variables.FEEDS,
    continueMarginMs: variables.CONTINUE_MARGIN_MS,
    limits: {
      batchesInFlight: variables.BATCHES_IN_FLIGHT,
      maxRecordBytes: variables.MAX_RECORD_BYTES,
      maxUncompressedBytes: variables.MAX_UNCOMPRESSED_BYTES,
      maxFileMs: variables.MAX_FILE_MS,
    },
  }));

export type ProcessorConfig = z.infer<typeof schema>;

/** Reads the processor's configuration from its environment. @throws ConfigurationError */
export const processorConfig = (environment: NodeJS.ProcessEnv): ProcessorConfig =>
  readEnvironment(schema, environment);
