import { RAW_DATA_PREFIX, REJECTS_PREFIX } from "@paperledger/core/batch-files/object-keys";
import type { FunctionDescription } from "../description/function-description.ts";

const QUEUE_ACTIONS = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:SendMessage",
] as const;

/** The processor reads batch files, and writes papers and run events. */
export const PROCESSOR = {
  name: "processor",
  service: "batch-processor",
  purpose: "Reads a batch file, writes its papers, and appends what happened to the event log",
  trigger: {
    kind: "queue",
    queues: {
      uploadsQueue: {
        announced: {
          bucket: "rawBucket",
          // No suffix, because the content decides the format of a file, and not its name.
          prefix: RAW_DATA_PREFIX,
          events: ["s3:ObjectCreated:*"],
        },
        maximumConcurrency: {
          setting: "PAPERLEDGER_PROCESSOR_CONCURRENCY",
          unit: "invocations",
          from: 2,
          to: 1_000,
          default: 5,
        },
      },
      // The backfill has its own queue, so that tonight's uploads do not wait behind an archive.
      backfillQueue: {
        maximumConcurrency: {
          setting: "PAPERLEDGER_BACKFILL_CONCURRENCY",
          unit: "invocations",
          from: 2,
          to: 1_000,
          default: 2,
        },
      },
    },
    batchSize: 1,
    reportBatchItemFailures: true,
    retentionDays: 7,
    // AWS advises six times the function's timeout, so that Lambda can retry a message while the function is throttled.
    // That would be 90 minutes, and the run of a killed invocation would wait for them. A shorter time can give one
    // message to two invocations, but this does no harm: they work on the same run.
    hiddenBeyondTimeoutSeconds: 120,
    deadLetters: { afterReceives: 5, retentionDays: 14 },
  },
  resources: {
    PAPERS_TABLE: "papers",
    RUNS_TABLE: "runs",
    ATTEMPTS_TABLE: "attempts",
    UPLOADS_QUEUE_URL: "uploadsQueue",
    BACKFILL_QUEUE_URL: "backfillQueue",
    RAW_BUCKET: "rawBucket",
  },
  numbers: {
    CONTINUE_MARGIN_MS: {
      setting: "PAPERLEDGER_CONTINUE_MARGIN_MS",
      unit: "ms",
      from: 1_000,
      to: 300_000,
      default: 30_000,
    },
    BATCHES_IN_FLIGHT: {
      setting: "PAPERLEDGER_BATCHES_IN_FLIGHT",
      unit: "batches",
      from: 1,
      to: 256,
      default: 32,
    },
    // An item of DynamoDB has at most 400 KB, including the record's text.
    MAX_RECORD_BYTES: {
      setting: "PAPERLEDGER_MAX_RECORD_BYTES",
      unit: "bytes",
      from: 1_024,
      to: 2 ** 30,
      default: 512 * 1_024,
    },
    MAX_UNCOMPRESSED_BYTES: {
      setting: "PAPERLEDGER_MAX_UNCOMPRESSED_BYTES",
      unit: "bytes",
      from: 1_024,
      to: 2 ** 49,
      default: 16 * 1_024 ** 3,
    },
    // A day of work is about a hundred invocations of 15 minutes.
    MAX_FILE_MS: {
      setting: "PAPERLEDGER_MAX_FILE_MS",
      unit: "ms",
      from: 60_000,
      to: 30 * 86_400_000,
      default: 86_400_000,
    },
  },
  choices: {
    SOURCE_TEXT: {
      setting: "PAPERLEDGER_SOURCE_TEXT",
      of: ["text", "gzip"],
      default: "text",
    },
  },
  texts: {
    FEEDS: {
      setting: "PAPERLEDGER_FEEDS",
      maxCharacters: 1_000,
    },
    IGNORED_KEYS: {
      setting: "PAPERLEDGER_IGNORED_KEYS",
      maxCharacters: 2_000,
    },
  },
  memoryMb: {
    setting: "PAPERLEDGER_PROCESSOR_MEMORY_MB",
    unit: "MB",
    from: 128,
    to: 10_240,
    default: 1_024,
  },
  timeout: {
    setting: "PAPERLEDGER_PROCESSOR_TIMEOUT_MINUTES",
    unit: "minutes",
    from: 1,
    to: 15,
    default: 15,
  },
  reservedConcurrency: {
    setting: "PAPERLEDGER_PROCESSOR_RESERVED_CONCURRENCY",
    unit: "invocations",
    from: 1,
    to: 10_000,
  },
  permissions: [
    { on: "rawBucket", under: RAW_DATA_PREFIX, actions: ["s3:GetObject", "s3:GetObjectVersion"] },
    // S3 answers NoSuchKey only to a caller who may list the bucket. Other callers get AccessDenied.
    { on: "rawBucket", actions: ["s3:ListBucket"] },
    { on: "rawBucket", under: REJECTS_PREFIX, actions: ["s3:PutObject"] },
    { on: "papers", actions: ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"] },
    { on: "runs", actions: ["dynamodb:PutItem", "dynamodb:PartiQLInsert", "dynamodb:Query"] },
    { on: "attempts", actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"] },
    // Lambda receives messages with the function's role. A file that is too long for one invocation continues with
    // another message.
    { on: "uploadsQueue", actions: QUEUE_ACTIONS },
    { on: "backfillQueue", actions: QUEUE_ACTIONS },
    { on: "backfillBuckets", under: "", actions: ["s3:GetObject", "s3:GetObjectVersion"] },
    { on: "backfillBuckets", actions: ["s3:ListBucket"] },
  ],
  metrics: {
    RunsStarted: "Count",
    /** Runs that began with a batch file of an expected feed. The metric has the feed as a dimension. */
    FeedFiles: "Count",
    RunsCompleted: "Count",
    RunsFailed: "Count",
    PapersProcessed: "Count",
    PapersUpserted: "Count",
    PapersDuplicate: "Count",
    PapersRejected: "Count",
    BatchTime: "Milliseconds",
    /** Messages that have to be delivered again. Lambda does not count them as errors. */
    MessagesFailed: "Count",
  },
} as const satisfies FunctionDescription;
