import { mkdirSync } from "node:fs";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import { createQueue, type Queue } from "@paperledger/aws/queues/queue";
import { streamArnOf } from "@paperledger/aws/streams/stream-shards";
import { createTables } from "@paperledger/aws/tables/create-tables";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import type { EmbeddedDynamoDbError } from "@paperledger/embedded/dynoxide-binary";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { FileError } from "@paperledger/embedded/file-error";
import { type EventBus, startEventBus } from "./bus/event-bus.ts";
import { type Clients, clientsFor, destroyClients, type Endpoints } from "./clients.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { CHECKPOINTS, mustHoldDatabases, S3_AND_SQS } from "./data-folder-layout.ts";
import type { Target } from "./delivery/target.ts";
import { mustHaveRoom } from "./files/disk-room.ts";
import {
  type AsynchronousInvocationOptions,
  type AsynchronousInvocations,
  asynchronousInvocations,
} from "./lambda/asynchronous-invocation.ts";
import { type InvocableFunction, listenForInvoke } from "./lambda/invoke-server.ts";
import { type FunctionOptions, type LocalFunction, localFunction } from "./lambda/local-function.ts";
import { type OnProblem, printProblem } from "./on-problem.ts";
import { startOwnDynamoDb } from "./own-dynamodb.ts";
import { queueTarget, queueTargetsAt } from "./queues/queue-target.ts";
import {
  type QueueMapping,
  type QueueMappingOptions,
  startQueueMapping,
} from "./queues/sqs-event-source-mapping.ts";
import { quiet } from "./quiet.ts";
import { type S3Notification, s3Notifications } from "./s3/s3-notifications.ts";
import { type StreamMapping, startStreamMapping } from "./streams/event-source-mapping.ts";
import type { StreamMappingOptions } from "./streams/stream-mapping-options.ts";
import { withoutRepeats } from "./without-repeats.ts";

export interface LocalAwsOptions {
  /** The folder for all state between starts. Without it, the state is in memory. Only one process at a time can open a folder. */
  readonly dataDir?: string | undefined;
  /** A DynamoDB with Streams that the user runs, in place of the embedded one. */
  readonly dynamoDbEndpoint?: string | undefined;
  /** The names of paperledger's tables. Tables that do not exist are created. */
  readonly tables?: TableNames;
  readonly buckets?: readonly string[];
  /** Event buses beside `default`. */
  readonly busNames?: readonly string[];
  /** Called for problems. A problem that continues is reported once. */
  readonly onProblem?: OnProblem;
}

type Surroundings = "folder" | "function" | "onProblem";

/** A function, and the configuration of its asynchronous invocation. */
type LocalFunctionOptions = FunctionOptions & Omit<AsynchronousInvocationOptions, Surroundings>;

/** A function that can be invoked synchronously and asynchronously, and can be a target. */
type RunningFunction = LocalFunction & {
  readonly invokeAsynchronously: AsynchronousInvocations["invoke"];
} & Target;

type LocalQueue = Queue & Target;

type TableMappingOptions = Omit<
  StreamMappingOptions,
  "streams" | "streamArn" | "checkpointFile" | "onProblem"
> & { readonly table: string };

/** A running local AWS. Add all functions, queues and mappings first, then call {@link announce}. */
export interface LocalAws {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  readonly bus: EventBus;
  createBucket(name: string): void;
  /** Creates a queue, or finds it. `attributes` are SQS's queue attributes. */
  createQueue(name: string, attributes?: Parameters<typeof createQueue>[2]): Promise<LocalQueue>;
  /** Adds a function. Events that it accepted before the last stop are delivered again. */
  addFunction(options: LocalFunctionOptions): RunningFunction;
  addS3Notification(notification: S3Notification): void;
  /** Invokes a function with the records of a table's stream. */
  mapStream(options: TableMappingOptions): Promise<StreamMapping>;
  /** Invokes a function with the messages of a queue. */
  mapQueue(options: Omit<QueueMappingOptions, "sqs" | "mustHaveRoom" | "onProblem">): QueueMapping;
  /** Resolves if the embedded DynamoDB ends before {@link stop}. Then every further request to it fails. */
  readonly died: Promise<EmbeddedDynamoDbError>;
  /** Makes the endpoints known, so that {@link connectToLocalAws} in another process finds them. See {@link DataFolder.announce}. */
  announce(isForOneCommand?: boolean): void;
  /** Resolves when nothing is queued, running, or left in a mapped stream or queue, so that nothing more will happen. */
  quiet(): Promise<void>;
  /** Begins no more invocations, waits for those in progress, and stops all services. Pending work stays in the folder. */
  stop(): Promise<void>;
}

/** Thrown if a function with this name was added before. */
export class FunctionExistsError extends Error {
  override readonly name = "FunctionExistsError";
}

/**
 * Starts DynamoDB, S3, SQS, EventBridge and Lambda on free ports of 127.0.0.1.
 *
 * @throws DataFolderInUseError, DataFolderLayoutError, FileError, JsonFileError, DatabaseFileError, EmbeddedDynamoDbError
 */
export async function startLocalAws({
  dataDir,
  dynamoDbEndpoint,
  tables,
  buckets = [],
  busNames = [],
  onProblem: hear = printProblem,
}: LocalAwsOptions = {}): Promise<LocalAws> {
  const onProblem = withoutRepeats(hear);
  await using starting = new AsyncDisposableStack();
  const folder = dataDir === undefined ? undefined : openDataFolder(dataDir);
  starting.defer(async () => folder?.release());
  if (dataDir !== undefined) mustHoldDatabases(dataDir, { hasOwnDynamoDb: dynamoDbEndpoint !== undefined });
  const dynamoDb =
    dynamoDbEndpoint === undefined
      ? await startOwnDynamoDb(starting, folder)
      : { endpoint: dynamoDbEndpoint, died: NEVER };
  const notifications = s3Notifications({ folder: folder?.path("notifications"), onProblem });
  const s3AndSqs = await startEmbeddedS3AndSqs({
    dir: folder?.path(S3_AND_SQS),
    onObjectCreated: notifications.tell,
  });
  starting.defer(s3AndSqs.stop);
  starting.defer(notifications.stop);
  const queues = sqsClient(emulatedAt(s3AndSqs.endpoint));
  starting.defer(async () => queues.destroy());
  const bus = await startEventBus({
    busNames,
    folder: folder?.path("rules"),
    targetOf: queueTargetsAt(queues, s3AndSqs.endpoint),
    onProblem,
  });
  starting.defer(bus.stop);
  const functions = new Map<string, InvocableFunction>();
  const lambda = await listenForInvoke((name) => functions.get(name));
  starting.defer(lambda.stop);
  const endpoints = {
    dynamodb: dynamoDb.endpoint,
    s3: s3AndSqs.endpoint,
    sqs: s3AndSqs.endpoint,
    eventbridge: bus.endpoint,
    lambda: lambda.endpoint,
  };
  const clients = clientsFor(endpoints);
  starting.defer(async () => destroyClients(clients));
  if (tables) await createTables(clients.dynamoDb, tables);
  for (const bucket of buckets) s3AndSqs.createBucket(bucket);

  const running = starting.move();
  const activity = { count: 0 };
  const mappings: (StreamMapping | QueueMapping)[] = [];

  return {
    endpoints,
    clients,
    bus,
    died: dynamoDb.died,
    createBucket: s3AndSqs.createBucket,
    async createQueue(name, attributes) {
      const queue = await createQueue(clients.sqs, name, attributes);
      return { ...queue, ...queueTarget(clients.sqs, queue) };
    },
    addFunction(options) {
      const { name } = options;
      if (functions.has(name)) throw new FunctionExistsError(`there is a function ${name} already`);
      const fn = counted(localFunction(options), activity);
      const invocations = asynchronousInvocations({
        ...options,
        function: fn,
        folder: folder?.path("invocations", name),
        onProblem,
      });
      functions.set(name, { function: fn, invocations });
      running.defer(invocations.stop);
      const { invoke, deliver, accept } = invocations;
      return { ...fn, invokeAsynchronously: invoke, deliver, ...(accept && { accept }) };
    },
    addS3Notification: notifications.add,
    async mapStream({ table, ...options }) {
      const mapping = await startStreamMapping({
        ...options,
        streams: clients.streams,
        streamArn: await streamArnOf(clients.dynamoDb, table),
        checkpointFile: folder && checkpointFile(folder, table, options.function),
        onProblem,
      });
      mappings.push(mapping);
      running.defer(mapping.stop);
      return mapping;
    },
    mapQueue(options) {
      const mapping = startQueueMapping({
        ...options,
        sqs: clients.sqs,
        ...(folder && { mustHaveRoom: () => mustHaveRoom(folder.path(S3_AND_SQS)) }),
        onProblem,
      });
      mappings.push(mapping);
      running.defer(mapping.stop);
      return mapping;
    },
    announce: (isForOneCommand) => folder?.announce(endpoints, isForOneCommand),
    quiet: () =>
      quiet({
        notifications,
        mappings,
        bus,
        functions: [...functions.values()].map(({ invocations }) => invocations),
        activity,
      }),
    async stop() {
      const atWork = [...mappings, ...[...functions.values()].map(({ invocations }) => invocations)];
      await Promise.all(atWork.map((each) => each.stop()));
      await running.disposeAsync();
    },
  };
}

/** For a DynamoDB that the user runs, whose end is not watched. */
const NEVER = new Promise<never>(() => undefined);

function checkpointFile(folder: DataFolder, table: string, { name }: LocalFunction): string {
  const checkpoints = folder.path(CHECKPOINTS);
  try {
    mkdirSync(checkpoints, { recursive: true });
  } catch (cause) {
    throw new FileError(checkpoints, "opened", cause);
  }
  return folder.path(CHECKPOINTS, `${table}-${name}.json`);
}

/** Counts the beginnings and ends of invocations, because all new work comes from invocations. */
const counted = (fn: LocalFunction, activity: { count: number }): LocalFunction => ({
  ...fn,
  async invoke(event, requestId) {
    activity.count++;
    try {
      return await fn.invoke(event, requestId);
    } finally {
      activity.count++;
    }
  },
});
