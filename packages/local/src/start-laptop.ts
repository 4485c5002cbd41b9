import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import { refuseOlderTables } from "@paperledger/aws/tables/older-tables";
import { refusalOfForeign } from "@paperledger/embedded/foreign-request";
import { dynamoDbLimits } from "@paperledger/faults/dynamodb-limits/dynamodb-limits";
import { startLimitsServer } from "@paperledger/faults/dynamodb-limits/limits-server";
import type { AsynchronousInvocation } from "@paperledger/functions/description/function-description";
import { resourceEnvironment } from "@paperledger/functions/description/resource-environment";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";
import * as z from "zod";
import type { BuiltBundle } from "./bundle/built-bundle.ts";
import { chaosEnvironment, withScrambledDeliveries } from "./chaos.ts";
import type { Target } from "./delivery/target.ts";
import { environmentAt } from "./environment-at.ts";
import type { FunctionProcesses } from "./function-process/function-processes.ts";
import type { Delivery, Laptop, LaptopOptions } from "./laptop.ts";
import { functionsBundle, type LaptopFunction, laptopFunction, PRELOADED } from "./laptop-functions.ts";
import {
  BACKFILL_DEAD_LETTERS_QUEUE,
  BACKFILL_QUEUE,
  BUS,
  DISCARDED_BUCKET,
  LEDGER_NAMES,
  PROCESSOR_DEAD_LETTERS_QUEUE,
  RAW_BUCKET,
  TABLES,
  UNDELIVERED_EVENTS_QUEUE,
  UPLOADS_QUEUE,
} from "./laptop-names.ts";
import {
  CONCURRENCY,
  IDLE_DELAY_MS,
  RETRY_DELAYS,
  type RetryDelays,
  STREAM,
  TIMEOUT_MS,
} from "./laptop-overrides.ts";
import { type LocalAws, startLocalAws } from "./start-local-aws.ts";
import { discardToBucket } from "./streams/discarded-batch.ts";
import { uploadsTo } from "./upload.ts";

const deliverySchema: z.ZodType<Delivery> = z.object({
  event_id: z.string(),
  papers: z.int(),
  vectors: z.int(),
});

/**
 * Starts the whole of paperledger: the embedded AWS, and the real handlers, connected as in the stacks. Work that an earlier start
 * left in the same data folder continues.
 *
 * @throws DataFolderInUseError, DataFolderLayoutError, FileError, JsonFileError, DatabaseFileError, EmbeddedDynamoDbError, OlderTableError
 */
export async function startLaptop(options: LaptopOptions = {}): Promise<Laptop> {
  await using starting = new AsyncDisposableStack();
  // The embedded AWS starts meanwhile.
  const bundle = functionsBundle();
  const aws = await startLocalAws({
    dataDir: options.dataDir,
    dynamoDbEndpoint: options.dynamoDbEndpoint,
    tables: TABLES,
    buckets: [RAW_BUCKET, DISCARDED_BUCKET],
    busNames: [BUS],
    ...(options.onProblem && { onProblem: options.onProblem }),
  });
  const processes: FunctionProcesses[] = [];
  // Invocations in progress are interrupted, as by a crash. The next start delivers their events again.
  starting.defer(async () => {
    const stopped = aws.stop();
    await Promise.all(processes.map((each) => each.stop()));
    await stopped;
  });
  await refuseOlderTables(aws.clients.documents, TABLES);
  const environment = environmentAt(aws.endpoints);
  await wire(
    aws,
    processes,
    bundle,
    options,
    options.limits ? await withLimits(environment, starting) : environment,
  );
  aws.announce(options.isForOneCommand);
  const running = starting.move();
  return {
    ledger: ledgerOf(aws.clients.documents, () => aws.clients.s3, LEDGER_NAMES),
    environment,
    ...uploadsTo(aws.clients.s3),
    quiet: aws.quiet,
    died: aws.died,
    stop: () => running.disposeAsync(),
  };
}

/** Puts DynamoDB's limits in front of the embedded DynamoDB, and returns the changed environment. All functions share the limits. */
async function withLimits(
  environment: ReturnType<typeof environmentAt>,
  starting: AsyncDisposableStack,
): Promise<ReturnType<typeof environmentAt>> {
  const server = await startLimitsServer(
    environment.AWS_ENDPOINT_URL_DYNAMODB,
    dynamoDbLimits(),
    refusalOfForeign,
  );
  starting.defer(server.stop);
  return { ...environment, AWS_ENDPOINT_URL_DYNAMODB: server.endpoint };
}

/** Connects S3 through a queue to the processor, the runs table to the projector, and the bus to the sample subscriber. Each has its dead letters. */
async function wire(
  aws: LocalAws,
  started: FunctionProcesses[],
  bundle: Promise<BuiltBundle>,
  {
    onLogLine = () => {},
    onDelivery = () => {},
    functionEnvironment = {},
    functions = {},
    processorTimeoutMs,
    chaosSeed,
    dataDir,
    dynamoDbEndpoint,
    limits = false,
    retryDelays = RETRY_DELAYS,
  }: LaptopOptions,
  endpoints: Readonly<Record<string, string>>,
): Promise<void> {
  // In memory there is no disk to wait for. The user's own DynamoDB, limits and faults have to get the requests unchanged.
  const waitsForDisk =
    dataDir !== undefined && dynamoDbEndpoint === undefined && chaosSeed === undefined && !limits;
  const preloaded = [
    ...(waitsForDisk ? [PRELOADED.oneCommit] : []),
    ...(chaosSeed === undefined ? [] : [PRELOADED.faults]),
  ];
  const handlerOf = (name: LaptopFunction, environment: Readonly<Record<string, string>>) => {
    const usual = {
      ...endpoints,
      ...environment,
      ...(chaosSeed !== undefined && chaosEnvironment(chaosSeed)),
      ...functionEnvironment,
    };
    const override = functions[name];
    const { handler, processes } = laptopFunction({
      name,
      bundle,
      module: override?.module,
      preloaded,
      environment: override?.environment?.(usual) ?? usual,
      onLogLine: (line) => onLogLine(name, line),
    });
    started.push(processes);
    return handler;
  };
  const queues = {
    uploadsQueue: await processorQueue(aws, UPLOADS_QUEUE, PROCESSOR_DEAD_LETTERS_QUEUE),
    backfillQueue: await processorQueue(aws, BACKFILL_QUEUE, BACKFILL_DEAD_LETTERS_QUEUE),
  };
  const undelivered = await aws.createQueue(UNDELIVERED_EVENTS_QUEUE);

  const names = {
    ...TABLES,
    rawBucket: RAW_BUCKET,
    eventBus: BUS,
    discardedBucket: DISCARDED_BUCKET,
    uploadsQueue: queues.uploadsQueue.url,
    backfillQueue: queues.backfillQueue.url,
  };

  const vectorize = handlerOf(VECTORIZER.name, resourceEnvironment(VECTORIZER, names));
  const vectorizer = await aws.addFunction({
    name: VECTORIZER.name,
    timeoutMs: TIMEOUT_MS,
    reservedConcurrency: CONCURRENCY.vectorizer,
    ...asynchronously(VECTORIZER.asynchronousInvocation, retryDelays, undelivered),
    async handler(event, context) {
      const answer = await vectorize(event, context);
      onDelivery(deliverySchema.parse(answer));
      return answer;
    },
  });
  await aws.bus.addRule({
    name: "vectorize",
    busName: BUS,
    pattern: VECTORIZER.trigger.pattern,
    target: vectorizer,
    maximumRetryAttempts: VECTORIZER.trigger.retries.attempts,
    maximumEventAgeMs: VECTORIZER.trigger.retries.maximumAgeSeconds * 1_000,
    deadLetter: undelivered,
  });

  const project = handlerOf(PROJECTOR.name, resourceEnvironment(PROJECTOR, names));
  const projector = await aws.addFunction({
    name: PROJECTOR.name,
    timeoutMs: TIMEOUT_MS,
    handler: chaosSeed === undefined ? project : withScrambledDeliveries(project, chaosSeed),
  });
  const { trigger } = PROJECTOR;
  await aws.mapStream({
    table: TABLES[trigger.table],
    function: projector,
    startingPosition: trigger.startingPosition,
    batchSize: trigger.batchSize.default,
    filters: trigger.filters,
    bisectBatchOnFunctionError: trigger.bisectBatchOnFunctionError,
    reportBatchItemFailures: trigger.reportBatchItemFailures,
    ...STREAM,
    retryDelayMs: retryDelays.streamMs,
    onFailure: discardToBucket(aws.clients.s3, names[trigger.onFailure], PROJECTOR.name),
  });

  const processor = await aws.addFunction({
    name: PROCESSOR.name,
    handler: handlerOf(PROCESSOR.name, resourceEnvironment(PROCESSOR, names)),
    timeoutMs: processorTimeoutMs ?? TIMEOUT_MS,
  });
  const { announced } = PROCESSOR.trigger.queues.uploadsQueue;
  aws.addS3Notification({
    id: "raw-data",
    bucket: names[announced.bucket],
    prefix: announced.prefix,
    to: queues.uploadsQueue,
  });
  const { batchSize, reportBatchItemFailures } = PROCESSOR.trigger;
  for (const name of ["uploadsQueue", "backfillQueue"] as const)
    aws.mapQueue({
      queue: queues[name],
      function: processor,
      batchSize,
      reportBatchItemFailures,
      maximumConcurrency: CONCURRENCY[name],
      retryDelaySeconds: retryDelays.messageSeconds,
      idleDelayMs: IDLE_DELAY_MS,
    });
}

/** Creates a queue that brings batch files to the processor, and the queue for its dead letters. */
async function processorQueue(aws: LocalAws, name: string, deadLettersName: string) {
  const { deadLetters, retentionDays, hiddenBeyondTimeoutSeconds } = PROCESSOR.trigger;
  const { arn } = await aws.createQueue(deadLettersName);
  return aws.createQueue(name, {
    VisibilityTimeout: String(TIMEOUT_MS / 1_000 + hiddenBeyondTimeoutSeconds),
    MessageRetentionPeriod: String(retentionDays * 86_400),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: arn,
      maxReceiveCount: deadLetters.afterReceives,
    }),
  });
}

/** Returns the retries of a function's asynchronous invocation, and the destination of events that fail to the end. */
const asynchronously = (
  { retries }: AsynchronousInvocation,
  { invocationMs }: RetryDelays,
  deadLetters: Target,
) => ({
  retryDelaysMs: invocationMs.slice(0, retries.attempts),
  maximumEventAgeMs: retries.maximumAgeSeconds * 1_000,
  onFailure: deadLetters,
});
