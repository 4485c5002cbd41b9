import type { Events } from "./events.ts";
import { ledgerFunction } from "./ledger-function.ts";
import { privateBucket } from "./private-bucket.ts";
import type { Settings } from "./settings.ts";
import { stagePolicy } from "./stage-policy.ts";
import type { Storage } from "./storage.ts";

/** The setting of the margin knows this time: it may be half of it at most. */
const TIMEOUT_SECONDS = 60;

/** A record that fails is tried so often, with the others of its batch split off from it first. */
const MAXIMUM_RETRY_ATTEMPTS = 20;

/** Half of what a DynamoDB stream keeps, so that what waits behind a failing record is still there. */
const MAXIMUM_RECORD_AGE_SECONDS = 12 * 60 * 60;

/** The event log's stream, and the projector that makes statistics of it and publishes it. */
export function projection(
  { runs, statistics }: Storage,
  { bus }: Events,
  { projector: settings, logLevel }: Settings,
) {
  // A queue would get the metadata of a discarded batch alone; a bucket gets its records as well.
  const discarded = privateBucket("Discarded", {
    versioning: false,
    lifecycle: [{ id: "discarded-batches", expiresAfterDays: stagePolicy($app.stage).discardedBatchDays }],
  });
  const stream = runs.nodes.table.streamArn;
  const projector = ledgerFunction("Projector", {
    part: "projector",
    handler: "packages/functions/src/projector/handler.handler",
    description: "Folds appended run events into statistics and publishes them",
    memoryMb: settings.memoryMb,
    timeoutSeconds: TIMEOUT_SECONDS,
    environment: {
      STATISTICS_TABLE: statistics.name,
      EVENT_BUS_NAME: bus.name,
      ANSWER_MARGIN_MS: String(settings.answerMarginMs),
      LOG_LEVEL: logLevel,
    },
    permissions: [
      {
        actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        resources: [stream],
      },
      { actions: ["dynamodb:ListStreams"], resources: [$interpolate`${runs.arn}/stream/*`] },
      {
        actions: [
          "dynamodb:GetItem",
          "dynamodb:BatchGetItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
          "dynamodb:ConditionCheckItem",
        ],
        resources: [statistics.arn],
      },
      { actions: ["events:PutEvents"], resources: [bus.arn] },
      { actions: ["s3:PutObject"], resources: [$interpolate`${discarded.arn}/aws/lambda/*`] },
      { actions: ["s3:ListBucket"], resources: [discarded.arn] },
    ],
  });
  const mapping = new aws.lambda.EventSourceMapping("RunsToProjector", {
    eventSourceArn: stream,
    functionName: projector.arn,
    startingPosition: "TRIM_HORIZON",
    batchSize: settings.batchSize,
    maximumBatchingWindowInSeconds: settings.windowSeconds,
    parallelizationFactor: settings.parallelization,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: MAXIMUM_RETRY_ATTEMPTS,
    maximumRecordAgeInSeconds: MAXIMUM_RECORD_AGE_SECONDS,
    functionResponseTypes: ["ReportBatchItemFailures"],
    destinationConfig: { onFailure: { destinationArn: discarded.arn } },
    filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ["INSERT"] }) }] },
    metricsConfig: { metrics: ["EventCount"] },
  });
  return { projector, discarded, mapping };
}

export type Projection = ReturnType<typeof projection>;
