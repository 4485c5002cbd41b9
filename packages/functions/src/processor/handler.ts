import { Tracer } from "@aws-lambda-powertools/tracer";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { documentClient, dynamoDbClient, lambdaClient, s3Client } from "@paperledger/aws/clients/clients";
import { lambdaContinuations } from "@paperledger/aws/continuations/lambda-continuations";
import { dynamoDbEventLog } from "@paperledger/aws/event-log/event-log";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { s3RejectStore } from "@paperledger/aws/rejects/reject-store";
import { emfMetrics } from "../observability/emf-metrics.ts";
import { structuredLogger } from "../observability/structured-logger.ts";
import { formats } from "./formats.ts";
import { createProcessor } from "./processor.ts";
import { processorConfig } from "./processor-config.ts";

const serviceName = "batch-processor";
const config = processorConfig(process.env);
const logger = structuredLogger(serviceName, config.logLevel);
const tracer = new Tracer({ serviceName });
const s3 = tracer.captureAWSv3Client(s3Client());
const dynamoDb = documentClient(tracer.captureAWSv3Client(dynamoDbClient()));

/** What Lambda calls for S3 events. */
export const handler = createProcessor({
  processing: {
    batchFiles: s3BatchFileStore({ client: s3 }),
    papers: dynamoDbPaperStore({ client: dynamoDb, table: config.papersTable }),
    rejects: s3RejectStore({ client: s3, bucket: config.rawBucket }),
    eventLog: dynamoDbEventLog({ client: dynamoDb, table: config.runsTable }),
    formats,
    limits: config.limits,
    now: () => new Date(),
  },
  continuations: lambdaContinuations(tracer.captureAWSv3Client(lambdaClient())),
  continueMarginMs: config.continueMarginMs,
  logger,
  metrics: emfMetrics(config.metricsNamespace, serviceName, logger),
  tracer,
});
