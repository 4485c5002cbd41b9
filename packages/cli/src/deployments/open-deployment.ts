import {
  type AwsEndpoint,
  documentClient,
  dynamoDbClient,
  emulatedAt,
  lambdaClient,
  s3Client,
  sqsClient,
} from "@paperledger/aws/clients/clients";
import { WHOLE_INVOCATIONS } from "@paperledger/aws/clients/connections";
import type { DeploymentOutputs } from "@paperledger/aws/ledger/deployment-outputs";
import { type Ledger, ledgerOf } from "@paperledger/aws/ledger/ledger";
import { createQueue, type Queue, queueAt } from "@paperledger/aws/queues/queue";
import {
  DISCARDED_BUCKET,
  FAILED_INVOCATIONS_QUEUE,
  LEDGER_NAMES,
  RAW_BUCKET,
  TABLES,
  UNDELIVERED_EVENTS_QUEUE,
} from "@paperledger/local/laptop-names";
import { openLaptop } from "../ledgers/open-laptop.ts";
import { mustHoldSomething, readLedger } from "../ledgers/read-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { readOutputs } from "./deployment-outputs.ts";

/** Which paperledger: the one of a data folder, or one on AWS, of which there is a file with its names. */
export interface DeploymentPlace {
  readonly dataDir: string;
  readonly outputs?: string;
}

/** paperledger, wherever it runs: what is needed to do something again. */
export interface Deployment {
  readonly ledger: Ledger;
  readonly clients: DeploymentClients;
  readonly rawBucket: string;
  readonly discardedBucket: string;
  readonly runsTable: string;
  readonly processor: string;
  readonly projector: string;
  readonly vectorizer: string;
  failedInvocations(): Promise<Queue>;
  undeliveredEvents(): Promise<Queue>;
  /** Resolves when nothing more happens by itself; absent where that cannot be known from here. */
  quiet?(): Promise<void>;
  stop(): Promise<void>;
}

export type DeploymentClients = ReturnType<typeof clientsAt>;

const clientsAt = (at: Readonly<Record<"dynamoDb" | "s3" | "sqs" | "lambda", AwsEndpoint>>) => ({
  documents: documentClient(dynamoDbClient(at.dynamoDb)),
  s3: s3Client(at.s3),
  sqs: sqsClient(at.sqs),
  lambda: lambdaClient(at.lambda, WHOLE_INVOCATIONS),
});

/** On a laptop that does not run, it is started: there has to be somebody to do things again. */
export const openDeployment = async (
  { dataDir, outputs }: DeploymentPlace,
  terminal: Terminal,
): Promise<Deployment> =>
  outputs === undefined ? onLaptop(dataDir, terminal) : onAws(await readOutputs(outputs));

/** Reads the ledger alone: on a laptop that does not run, none of its functions is started. */
export async function readDeploymentLedger<Answer>(
  { dataDir, outputs }: DeploymentPlace,
  read: (ledger: Ledger) => Promise<Answer>,
): Promise<Answer> {
  if (outputs === undefined) return readLedger(dataDir, read);
  const { ledger, stop } = onAws(await readOutputs(outputs));
  return read(ledger).finally(stop);
}

async function onLaptop(dataDir: string, terminal: Terminal): Promise<Deployment> {
  await mustHoldSomething(dataDir);
  const laptop = await openLaptop(dataDir, terminal);
  const { environment, quiet } = laptop;
  const at = (service: string) => emulatedAt(environment[`AWS_ENDPOINT_URL_${service}`] ?? "");
  const clients = clientsAt({
    dynamoDb: at("DYNAMODB"),
    s3: at("S3"),
    sqs: at("SQS"),
    lambda: at("LAMBDA"),
  });
  return {
    ledger: ledgerOf(clients.documents, clients.s3, LEDGER_NAMES),
    clients,
    rawBucket: RAW_BUCKET,
    discardedBucket: DISCARDED_BUCKET,
    runsTable: TABLES.runs,
    processor: "processor",
    projector: "projector",
    vectorizer: "vectorizer",
    failedInvocations: () => createQueue(clients.sqs, FAILED_INVOCATIONS_QUEUE),
    undeliveredEvents: () => createQueue(clients.sqs, UNDELIVERED_EVENTS_QUEUE),
    ...(quiet && { quiet }),
    async stop() {
      destroy(clients);
      await laptop.stop();
    },
  };
}

function onAws(outputs: DeploymentOutputs): Deployment {
  const clients = clientsAt({ dynamoDb: {}, s3: {}, sqs: {}, lambda: {} });
  return {
    ...outputs,
    ledger: ledgerOf(clients.documents, clients.s3, outputs),
    clients,
    failedInvocations: () => queueAt(clients.sqs, outputs.processorDeadLetters),
    undeliveredEvents: () => queueAt(clients.sqs, outputs.vectorizerDeadLetters),
    stop: async () => destroy(clients),
  };
}

function destroy(clients: DeploymentClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
