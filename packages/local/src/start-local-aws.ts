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
  /** Keeps everything here between starts; without it, in memory. One process at a time can have it open. */
  readonly dataDir?: string | undefined;
  /** A DynamoDB (with Streams) that the user runs, in place of the embedded one. */
  readonly dynamoDbEndpoint?: string | undefined;
  /** Our tables, created unless they are there. */
  readonly tables?: TableNames;
  readonly buckets?: readonly string[];
  /** Event buses beside `default`. */
  readonly busNames?: readonly string[];
  /** Hears of problems. One that goes on is reported once. */
  readonly onProblem?: OnProblem;
}

type Surroundings = "folder" | "function" | "onProblem";

/** A function, with how its asynchronous invocation is configured. */
type LocalFunctionOptions = FunctionOptions & Omit<AsynchronousInvocationOptions, Surroundings>;

/** A function that can be invoked both ways, and be a target. */
type RunningFunction = LocalFunction & {
  readonly invokeAsynchronously: AsynchronousInvocations["invoke"];
} & Target;

type LocalQueue = Queue & Target;

type TableMappingOptions = Omit<
  StreamMappingOptions,
  "streams" | "streamArn" | "checkpointFile" | "onProblem"
> & { readonly table: string };

/** AWS on a laptop, as it runs. What is added is not announced: add everything, then {@link announce}. */
export interface LocalAws {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  readonly bus: EventBus;
  createBucket(name: string): void;
  /** Creates the queue, or finds it; attributes are SQS's own. */
  createQueue(name: string, attributes?: Parameters<typeof createQueue>[2]): Promise<LocalQueue>;
  /** Adds a function. Events that it had accepted in an earlier run are delivered again. */
  addFunction(options: LocalFunctionOptions): RunningFunction;
  addS3Notification(notification: S3Notification): void;
  /** Invokes a function with the records of a table's stream. */
  mapStream(options: TableMappingOptions): Promise<StreamMapping>;
  /** Invokes a function with the messages of a queue. */
  mapQueue(options: Omit<QueueMappingOptions, "sqs" | "mustHaveRoom" | "onProblem">): QueueMapping;
  /** Resolves if the embedded DynamoDB ends before {@link stop}: nothing can go on then. */
  readonly died: Promise<EmbeddedDynamoDbError>;
  /** Lets {@link connectToLocalAws} find this. */
  announce(): void;
  /** Resolves when nothing is queued, running, or left in a mapped stream or queue, and so nothing more will happen. */
  quiet(): Promise<void>;
  /** Begins nothing more, waits for the invocations under way, and ends it all. What is pending stays in the folder. */
  stop(): Promise<void>;
}

/** A function of that name was added before. */
export class FunctionExistsError extends Error {
  override readonly name = "FunctionExistsError";
}

/**
 * Starts DynamoDB, S3, SQS and EventBridge on free ports of 127.0.0.1, and what Lambda does between them.
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
  const dynamoDb =
    dynamoDbEndpoint === undefined
      ? await startOwnDynamoDb(starting, folder)
      : { endpoint: dynamoDbEndpoint, died: NEVER };
  const notifications = s3Notifications({ folder: folder?.path("notifications"), onProblem });
  const s3AndSqs = await startEmbeddedS3AndSqs({
    dir: folder?.path("s3-and-sqs"),
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
        ...(folder && { mustHaveRoom: () => mustHaveRoom(folder.path("s3-and-sqs")) }),
        onProblem,
      });
      mappings.push(mapping);
      running.defer(mapping.stop);
      return mapping;
    },
    announce: () => folder?.announce(endpoints),
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

/** A DynamoDB that the user runs is not watched. */
const NEVER = new Promise<never>(() => undefined);

function checkpointFile(folder: DataFolder, table: string, { name }: LocalFunction): string {
  const checkpoints = folder.path("checkpoints");
  try {
    mkdirSync(checkpoints, { recursive: true });
  } catch (cause) {
    throw new FileError(checkpoints, "opened", cause);
  }
  return folder.path("checkpoints", `${table}-${name}.json`);
}

/** Counts where invocations begin and end, which is where anything new comes from. */
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
