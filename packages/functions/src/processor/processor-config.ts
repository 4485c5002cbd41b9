import { readIgnoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import { z } from "zod";
import {
  logLevel,
  metricsNamespace,
  positiveNumber,
  readEnvironment,
  requiredName,
} from "../environment/read-environment.ts";

const schema = z
  .object({
    PAPERS_TABLE: requiredName,
    RUNS_TABLE: requiredName,
    ATTEMPTS_TABLE: requiredName,
    RAW_BUCKET: requiredName,
    BATCHES_IN_FLIGHT: positiveNumber(32),
    // An item of DynamoDB holds 400 KB, the record's text among it.
    MAX_RECORD_BYTES: positiveNumber(512 * 1024),
    MAX_UNCOMPRESSED_BYTES: positiveNumber(16 * 1024 ** 3),
    // A day: a hundred invocations of 15 minutes, or so.
    MAX_FILE_MS: positiveNumber(24 * 60 * 60 * 1000),
    // What is left of the invocation's time when the run is handed to the next one.
    // Patterns of keys, with commas.
    IGNORED_KEYS: z.string().optional(),
    CONTINUE_MARGIN_MS: positiveNumber(30_000),
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
    LOG_LEVEL: logLevel,
  })
  .transform((variables) => ({
    papersTable: variables.PAPERS_TABLE,
    runsTable: variables.RUNS_TABLE,
    attemptsTable: variables.ATTEMPTS_TABLE,
    /** Where rejects are kept. Batch files are read from whichever bucket the event names. */
    rawBucket: variables.RAW_BUCKET,
    logLevel: variables.LOG_LEVEL,
    metricsNamespace: variables.POWERTOOLS_METRICS_NAMESPACE,
    ignoredKeys: readIgnoredKeys(variables.IGNORED_KEYS),
    continueMarginMs: variables.CONTINUE_MARGIN_MS,
    limits: {
      batchesInFlight: variables.BATCHES_IN_FLIGHT,
      maxRecordBytes: variables.MAX_RECORD_BYTES,
      maxUncompressedBytes: variables.MAX_UNCOMPRESSED_BYTES,
      maxFileMs: variables.MAX_FILE_MS,
    },
  }));

export type ProcessorConfig = z.infer<typeof schema>;

/** What the processor is told by its environment. @throws ConfigurationError */
export const processorConfig = (environment: NodeJS.ProcessEnv): ProcessorConfig =>
  readEnvironment(schema, environment);
