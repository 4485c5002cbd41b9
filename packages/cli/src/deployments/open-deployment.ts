import { emulatedAt } from "@paperledger/aws/clients/clients";
import { readDeadLetters } from "@paperledger/aws/dead-letters/dead-letters";
import type { DeploymentOutputs } from "@paperledger/aws/ledger/deployment-outputs";
import { type Ledger, ledgerOf, type ReadSide } from "@paperledger/aws/ledger/ledger";
import type { Probe } from "@paperledger/aws/probes/probe";
import { createQueue, type Queue, queueAt } from "@paperledger/aws/queues/queue";
import { readQueueDepth } from "@paperledger/aws/queues/queue-depths";
import { OlderTableError, refuseOlderTables } from "@paperledger/aws/tables/older-tables";
import { RAW_DATA_PREFIX, REJECTS_PREFIX } from "@paperledger/core/batch-files/object-keys";
import { ACCOUNT_ID } from "@paperledger/embedded/account";
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
} from "@paperledger/local/laptop-names";
import { CONCURRENCY } from "@paperledger/local/laptop-overrides";
import { refuseIfStopped } from "../command-error.ts";
import { environment } from "../environment.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { clientsAt, type DeploymentClients, destroyDeploymentClients } from "./deployment-clients.ts";
import { readOutputs } from "./deployment-outputs.ts";
import type { DeploymentPlace } from "./deployment-place.ts";
import {
  deadLetterProbes,
  deploymentProbes,
  ledgerProbes,
  queueDepthProbe,
  rejectsProbe,
} from "./deployment-probes.ts";
import { explained } from "./explained.ts";
import type { OpenLaptop } from "./open-laptop.ts";

const OWN_QUEUES = [
  UPLOADS_QUEUE,
  PROCESSOR_DEAD_LETTERS_QUEUE,
  BACKFILL_QUEUE,
  BACKFILL_DEAD_LETTERS_QUEUE,
  UNDELIVERED_EVENTS_QUEUE,
];

/** A deployment of paperledger, on a laptop or on AWS. */
export interface Deployment {
  readonly ledger: Ledger;
  readonly clients: DeploymentClients;
  readonly rawBucket: string;
  readonly discardedBucket: string;
  readonly runsTable: string;
  readonly eventBus: string;
  /** The paths of the URLs of its queues, `/ACCOUNT/NAME`. */
  readonly queuePaths: readonly string[];
  readonly projector: string;
  readonly vectorizer: string;
  /** The URL of the queue that brings uploads and continuations to the processor. */
  uploadsQueueUrl(): Promise<string>;
  processorDeadLetters(): Promise<Queue>;
  /** Brings the objects of a backfill, and the continuations of their runs. */
  backfillQueue(): Promise<Queue>;
  backfillDeadLetters(): Promise<Queue>;
  /** The number of objects of a backfill that are processed at once. */
  readonly backfillConcurrency: number;
  /** Tells whether the processor may read this object. */
  mayRead(object: { readonly bucket: string; readonly key: string }): boolean;
  /** Write units a second that the papers table takes from the start, if it was warmed. */
  readonly papersWarmWrites?: number | undefined;
  undeliveredEvents(): Promise<Queue>;
  /** Resolves when the laptop is idle. Absent if this process cannot tell. */
  quiet?(): Promise<void>;
  /** True if the laptop stops when the command is done. Then nothing goes on with unfinished work until the next one starts. */
  readonly isForOneCommand?: boolean;
}

/**
 * Opens a deployment, uses it and closes it. If the laptop does not run, starts it.
 *
 * @throws CommandError if `stop` aborts before the deployment is open. Then `use` is not called
 */
export const withDeployment = <Answer>(
  { dataDir, outputs }: DeploymentPlace,
  terminal: Terminal,
  use: (deployment: Deployment) => Promise<Answer>,
  stop?: AbortSignal,
): Promise<Answer> =>
  outputs === undefined
    ? withLaptop(dataDir, terminal, use, stop)
    : withAws(outputs, deploymentProbes, (deployment) => {
        refuseIfStopped(stop);
        return use(deployment);
      });

/** Reads the ledger of a deployment on AWS. */
export const readLedgerOnAws = <Answer>(
  outputs: string,
  read: (ledger: ReadSide) => Promise<Answer>,
): Promise<Answer> =>
  withAws(outputs, ledgerProbes, ({ ledger, clients, rawBucket }, named) => {
    const { sqs, s3 } = clients;
    const explain = async (error: unknown, probes: readonly Probe[]): Promise<never> => {
      throw await explained(error, outputs, probes);
    };
    const queues = {
      uploads: named.processorDeadLetters,
      backfill: named.backfillDeadLetters,
      deliveries: named.vectorizerDeadLetters,
    };
    const deadLetters = readDeadLetters({
      sqs: async () => sqs,
      s3: async () => s3,
      queueUrl: async (place) => queues[place],
      discardedBucket: named.discardedBucket,
    });
    const waiting = { uploads: named.uploadsQueue, backfill: named.backfillQueue };
    const queueDepth = readQueueDepth({ sqs: async () => sqs, queueUrl: async (queue) => waiting[queue] });
    return read({
      ...ledger,
      rejects: {
        ...ledger.rejects,
        async *read(key) {
          try {
            yield* ledger.rejects.read(key);
          } catch (error) {
            await explain(error, [rejectsProbe(rawBucket, s3)]);
          }
        },
      },
      // `status` leaves out what it may not read, and names the missing permission.
      deadLetters: (place) =>
        deadLetters(place).catch((error: unknown) => explain(error, deadLetterProbes(place, named, clients))),
      queueDepth: (queue) =>
        queueDepth(queue).catch((error: unknown) => explain(error, [queueDepthProbe(queue, named, sqs)])),
    });
  });

async function withLaptop<Answer>(
  dataDir: string,
  terminal: Terminal,
  use: (deployment: Deployment) => Promise<Answer>,
  stop?: AbortSignal,
): Promise<Answer> {
  // Commands that only read do not load this module.
  const { openLaptop } = await import("./open-laptop.ts");
  const laptop = await openLaptop(dataDir, terminal, { stop });
  try {
    const isForOneCommand = laptop.quiet !== undefined;
    return await useLaptop(laptop, (deployment) => use({ ...deployment, isForOneCommand }));
  } finally {
    await laptop.stop();
  }
}

/** Uses a laptop that is open, and leaves it open. */
export async function useLaptop<Answer>(
  { environment, quiet }: Pick<OpenLaptop, "environment" | "quiet">,
  use: (deployment: Deployment) => Promise<Answer>,
): Promise<Answer> {
  const at = (service: string) => emulatedAt(environment[`AWS_ENDPOINT_URL_${service}`] ?? "");
  const clients = clientsAt({
    dynamoDb: at("DYNAMODB"),
    s3: at("S3"),
    sqs: at("SQS"),
    lambda: at("LAMBDA"),
    eventBridge: at("EVENTBRIDGE"),
  });
  try {
    return await use({
      ledger: ledgerOf(clients.documents, () => clients.s3, LEDGER_NAMES),
      clients,
      rawBucket: RAW_BUCKET,
      discardedBucket: DISCARDED_BUCKET,
      runsTable: TABLES.runs,
      eventBus: BUS,
      queuePaths: OWN_QUEUES.map((name) => `/${ACCOUNT_ID}/${name}`),
      projector: "projector",
      vectorizer: "vectorizer",
      uploadsQueueUrl: async () => (await createQueue(clients.sqs, UPLOADS_QUEUE)).url,
      processorDeadLetters: () => createQueue(clients.sqs, PROCESSOR_DEAD_LETTERS_QUEUE),
      backfillConcurrency: CONCURRENCY.backfillQueue,
      // The raw bucket also holds rejects, which are not batch files.
      mayRead: ({ bucket, key }) => bucket !== RAW_BUCKET || !key.startsWith(REJECTS_PREFIX),
      backfillQueue: () => createQueue(clients.sqs, BACKFILL_QUEUE),
      backfillDeadLetters: () => createQueue(clients.sqs, BACKFILL_DEAD_LETTERS_QUEUE),
      undeliveredEvents: () => createQueue(clients.sqs, UNDELIVERED_EVENTS_QUEUE),
      ...(quiet && { quiet }),
    });
  } finally {
    destroyDeploymentClients(clients);
  }
}

async function withAws<Answer>(
  path: string,
  probesOf: typeof deploymentProbes,
  use: (deployment: Deployment, outputs: DeploymentOutputs) => Promise<Answer>,
): Promise<Answer> {
  const outputs = await readOutputs(path);
  const at = regionOfEnvironment();
  const clients = clientsAt({ dynamoDb: at, s3: at, sqs: at, lambda: at, eventBridge: at });
  try {
    const { runsTable: runs, statisticsTable: statistics } = outputs;
    await refuseOlderTables(clients.documents, { runs, statistics }).catch((error: unknown) => {
      // Without permission to scan, an older layout is noticed only in the items that the command itself reads.
      if (error instanceof OlderTableError) throw error;
    });
    const deployment: Deployment = {
      ...outputs,
      queuePaths: [
        outputs.uploadsQueue,
        outputs.processorDeadLetters,
        outputs.backfillQueue,
        outputs.backfillDeadLetters,
        outputs.vectorizerDeadLetters,
      ].map((url) => new URL(url).pathname),
      ledger: ledgerOf(clients.documents, () => clients.s3, outputs),
      clients,
      uploadsQueueUrl: async () => outputs.uploadsQueue,
      processorDeadLetters: () => queueAt(clients.sqs, outputs.processorDeadLetters),
      mayRead: ({ bucket, key }) =>
        outputs.backfillBuckets.includes(bucket) ||
        (bucket === outputs.rawBucket && key.startsWith(RAW_DATA_PREFIX)),
      backfillQueue: () => queueAt(clients.sqs, outputs.backfillQueue),
      backfillDeadLetters: () => queueAt(clients.sqs, outputs.backfillDeadLetters),
      undeliveredEvents: () => queueAt(clients.sqs, outputs.vectorizerDeadLetters),
    };
    return await use(deployment, outputs);
  } catch (error) {
    throw await explained(error, path, probesOf(outputs, clients));
  } finally {
    destroyDeploymentClients(clients);
  }
}

function regionOfEnvironment(): { readonly region?: string } {
  const region = environment.region();
  return region === undefined ? {} : { region };
}
