import { DISCARDED_PREFIX } from "@paperledger/core/batch-files/object-keys";
import type { FunctionDescription } from "../description/function-description.ts";

/** The projector reads the stream of the event log, writes statistics, and publishes events. */
export const PROJECTOR = {
  name: "projector",
  service: "projector",
  purpose: "Folds appended run events into statistics and publishes them",
  trigger: {
    kind: "stream",
    table: "runs",
    // From the beginning of the stream, so that no event is left out.
    startingPosition: "TRIM_HORIZON",
    filters: [{ eventName: ["INSERT"] }],
    batchSize: {
      setting: "PAPERLEDGER_PROJECTOR_BATCH_SIZE",
      unit: "records",
      from: 1,
      to: 10_000,
      default: 100,
    },
    windowSeconds: {
      setting: "PAPERLEDGER_PROJECTOR_WINDOW_SECONDS",
      unit: "seconds",
      from: 0,
      to: 300,
      default: 1,
    },
    parallelization: {
      setting: "PAPERLEDGER_PROJECTOR_PARALLELIZATION",
      unit: "invocations",
      from: 1,
      to: 10,
      default: 1,
    },
    bisectBatchOnFunctionError: true,
    reportBatchItemFailures: true,
    // 12 hours are half of the time for which a DynamoDB stream keeps records. So the records behind a failing record
    // are still in the stream.
    retries: { attempts: 20, maximumAgeSeconds: 12 * 60 * 60 },
    onFailure: "discardedBucket",
  },
  resources: { STATISTICS_TABLE: "statistics", EVENT_BUS_NAME: "eventBus" },
  numbers: {
    // At most half of the timeout. The projector checks this at start.
    ANSWER_MARGIN_MS: {
      setting: "PAPERLEDGER_PROJECTOR_ANSWER_MARGIN_MS",
      unit: "ms",
      from: 1_000,
      to: 30_000,
      default: 5_000,
    },
  },
  choices: {},
  texts: {},
  memoryMb: {
    setting: "PAPERLEDGER_PROJECTOR_MEMORY_MB",
    unit: "MB",
    from: 128,
    to: 10_240,
    default: 512,
  },
  timeout: { seconds: 60 },
  permissions: [
    {
      on: "runsStream",
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
    },
    { on: "runs", under: "stream/", actions: ["dynamodb:ListStreams"] },
    {
      on: "statistics",
      actions: [
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:ConditionCheckItem",
      ],
    },
    { on: "eventBus", actions: ["events:PutEvents"] },
    // Lambda stores discarded batches with the function's role.
    { on: "discardedBucket", under: DISCARDED_PREFIX, actions: ["s3:PutObject"] },
    { on: "discardedBucket", actions: ["s3:ListBucket"] },
  ],
  metrics: { EventsProjected: "Count", ProjectionFailures: "Count" },
} as const satisfies FunctionDescription;
