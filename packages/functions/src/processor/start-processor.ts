import type { Logger } from "@aws-lambda-powertools/logger";
import { dynamoDbAttemptLog } from "@paperledger/aws/attempts/attempt-log";
import { dynamoDbHandedOnMessages } from "@paperledger/aws/attempts/handed-on-messages";
import { dynamoDbObjectClaims } from "@paperledger/aws/attempts/object-claims";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { objectState } from "@paperledger/aws/batch-files/object-state";
import { documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { QUICK_REQUESTS } from "@paperledger/aws/clients/connections";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import { dynamoDbEventLog } from "@paperledger/aws/event-log/event-log";
import { queueContinuations } from "@paperledger/aws/invocations/queue-continuations";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { queueProbe } from "@paperledger/aws/probes/queue-probe";
import { s3RejectStore } from "@paperledger/aws/rejects/reject-store";
import { ignoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import { bestEffort } from "@paperledger/core/runs/handed-on-messages";
import { noteAttempts } from "@paperledger/core/runs/note-attempts";
import { deadlineIn } from "@paperledger/core/runs/processing";
import { asError } from "../observability/as-error.ts";
import { emfMetrics } from "../observability/emf-metrics.ts";
import { announcedBucketProbe } from "../start-up/announced-bucket-probe.ts";
import { tableProbesOf, variableOf } from "../start-up/probes-of.ts";
import { type StartedFunction, startingFunction } from "../start-up/starting-function.ts";
import { formats } from "./formats.ts";
import { createProcessor, type ProcessorResponse } from "./processor.ts";
import { type ProcessorConfig, processorConfig } from "./processor-config.ts";
import { PROCESSOR } from "./processor-function.ts";
import { traceIdsOfUploads } from "./trace-ids.ts";

const serviceName = PROCESSOR.service;

/** Makes the processor from its environment. Lambda calls it for the messages of the two queues. */
export const startProcessor = () =>
  startingFunction({
    serviceName,
    readConfig: processorConfig,
    traceIdsOf: traceIdsOfUploads,
    start,
  });

function start(config: ProcessorConfig, logger: Logger): StartedFunction<ProcessorResponse> {
  const s3 = s3Client();
  const sqs = sqsClient({}, QUICK_REQUESTS);
  const client = documentClient(dynamoDbClient());
  const { papersTable, runsTable, attemptsTable, rawBucket, sourceTextEncoding } = config;
  const { uploadsQueueUrl, backfillQueueUrl } = config;
  const now = () => new Date();
  return {
    handler: createProcessor({
      processing: {
        batchFiles: s3BatchFileStore({ client: s3 }),
        papers: dynamoDbPaperStore({ client, table: papersTable, sourceTextEncoding }),
        rejects: s3RejectStore({ client: s3, bucket: rawBucket }),
        eventLog: dynamoDbEventLog({ client, table: runsTable }),
        formats,
        limits: config.limits,
        now,
      },
      isIgnored: ignoredKeys(config.ignoredKeys),
      feeds: config.feeds,
      claiming: {
        claims: dynamoDbObjectClaims({ client, table: attemptsTable }),
        stateOf: (file) => objectState(s3, file),
        onLost: ({ traceId, key: s3_key }, trace_id) =>
          logger.info("The object already has a run, which continues", {
            trace_id,
            s3_key,
            told_as: traceId,
          }),
      },
      continuations: queueContinuations(sqs, [uploadsQueueUrl, backfillQueueUrl]),
      attempts: noteAttempts(dynamoDbAttemptLog({ client, table: attemptsTable }), {
        now,
        onFailure: (error, { traceId: trace_id }) =>
          logger.warn("The attempt of a run could not be stored", { trace_id, error: asError(error) }),
      }),
      handedOnMessages: bestEffort(dynamoDbHandedOnMessages({ client, table: attemptsTable, now }), {
        onFailure: (error, { traceId: trace_id, messageId: message_id }) =>
          logger.warn("The note that a message was handed on could not be read or written", {
            trace_id,
            message_id,
            error: asError(error),
          }),
      }),
      deadlineOf: (context) => deadlineIn(context.getRemainingTimeInMillis(), config.continueMarginMs),
      logger,
      metrics: emfMetrics(config.metricsNamespace, serviceName, logger),
    }),
    probes: () => [
      ...tableProbesOf(PROCESSOR, client, { papers: papersTable, runs: runsTable, attempts: attemptsTable }),
      announcedBucketProbe(PROCESSOR, PROCESSOR.trigger.queues.uploadsQueue, s3, rawBucket),
      queueProbe(sqs, { setting: variableOf(PROCESSOR, "uploadsQueue"), queueUrl: uploadsQueueUrl }),
      queueProbe(sqs, { setting: variableOf(PROCESSOR, "backfillQueue"), queueUrl: backfillQueueUrl }),
    ],
  };
}
