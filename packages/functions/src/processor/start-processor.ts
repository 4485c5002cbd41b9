import type { Logger } from "@aws-lambda-powertools/logger";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { dynamoDbAttemptLog } from "@paperledger/aws/attempts/attempt-log";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { lambdaClient } from "@paperledger/aws/clients/lambda-client";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { dynamoDbEventLog } from "@paperledger/aws/event-log/event-log";
import { lambdaContinuations } from "@paperledger/aws/invocations/lambda-continuations";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { functionProbe } from "@paperledger/aws/probes/function-probe";
import { s3RejectStore } from "@paperledger/aws/rejects/reject-store";
import { ignoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import { noteAttempts } from "@paperledger/core/runs/note-attempts";
import { deadlineIn } from "@paperledger/core/runs/processing";
import { asError } from "../observability/as-error.ts";
import { emfMetrics } from "../observability/emf-metrics.ts";
import { tableProbesOf } from "../start-up/probes-of.ts";
import { type StartedFunction, startingFunction } from "../start-up/starting-function.ts";
import { triggerBucketProbe } from "../start-up/trigger-bucket-probe.ts";
import { formats } from "./formats.ts";
import { createProcessor, type ProcessorResponse } from "./processor.ts";
import { type ProcessorConfig, processorConfig } from "./processor-config.ts";
import { PROCESSOR } from "./processor-function.ts";
import { traceIdsOfUploads } from "./trace-ids.ts";

const serviceName = PROCESSOR.service;

/** Makes the processor of what the environment says. Lambda calls it for S3 events. */
export const startProcessor = () =>
  startingFunction({
    serviceName,
    readConfig: processorConfig,
    traceIdsOf: traceIdsOfUploads,
    start,
  });

function start(config: ProcessorConfig, logger: Logger): StartedFunction<ProcessorResponse> {
  const tracer = new Tracer({ serviceName });
  const s3 = tracer.captureAWSv3Client(s3Client());
  const lambda = tracer.captureAWSv3Client(lambdaClient());
  const client = documentClient(tracer.captureAWSv3Client(dynamoDbClient()));
  const { papersTable, runsTable, attemptsTable, rawBucket, sourceTextEncoding } = config;
  return {
    handler: createProcessor({
      processing: {
        batchFiles: s3BatchFileStore({ client: s3 }),
        papers: dynamoDbPaperStore({ client, table: papersTable, sourceTextEncoding }),
        rejects: s3RejectStore({ client: s3, bucket: rawBucket }),
        eventLog: dynamoDbEventLog({ client, table: runsTable }),
        formats,
        limits: config.limits,
        now: () => new Date(),
      },
      isIgnored: ignoredKeys(config.ignoredKeys),
      continuations: lambdaContinuations(lambda),
      attempts: noteAttempts(dynamoDbAttemptLog({ client, table: attemptsTable }), {
        now: () => new Date(),
        onFailure: (error, { traceId: trace_id }) =>
          logger.warn("The attempt of a run could not be noted", { trace_id, error: asError(error) }),
      }),
      deadlineOf: (context) => deadlineIn(context.getRemainingTimeInMillis(), config.continueMarginMs),
      logger,
      metrics: emfMetrics(config.metricsNamespace, serviceName, logger),
      tracer,
    }),
    probes: ({ functionName }) => [
      ...tableProbesOf(PROCESSOR, client, { papers: papersTable, runs: runsTable, attempts: attemptsTable }),
      triggerBucketProbe(PROCESSOR, s3, rawBucket),
      functionProbe(lambda, { setting: "AWS_LAMBDA_FUNCTION_NAME", functionName }),
    ],
  };
}
