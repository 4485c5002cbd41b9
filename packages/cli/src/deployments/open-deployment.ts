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
import { type Ledger, ledgerOf } from "@paperledger/aws/ledger/ledger";
import { createQueue, type Queue, queueAt } from "@paperledger/aws/queues/queue";
import { OlderTableError, refuseOlderTables } from "@paperledger/aws/tables/older-tables";
import {
  DISCARDED_BUCKET,
  FAILED_INVOCATIONS_QUEUE,
  LEDGER_NAMES,
  RAW_BUCKET,
  TABLES,
  UNDELIVERED_EVENTS_QUEUE,
} from "@paperledger/local/laptop-names";
import type { Terminal } from "../terminal/terminal.ts";
import { readOutputs } from "./deployment-outputs.ts";
import type { DeploymentPlace } from "./deployment-place.ts";
import { deploymentProbes, ledgerProbes } from "./deployment-probes.ts";
import { explained } from "./explained.ts";
import { openLaptop } from "./open-laptop.ts";
import { readLedger } from "./read-ledger.ts";

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
}

export type DeploymentClients = ReturnType<typeof clientsAt>;

const clientsAt = (at: Readonly<Record<"dynamoDb" | "s3" | "sqs" | "lambda", AwsEndpoint>>) => ({
  documents: documentClient(dynamoDbClient(at.dynamoDb)),
  s3: s3Client(at.s3),
  sqs: sqsClient(at.sqs),
  lambda: lambdaClient(at.lambda, WHOLE_INVOCATIONS),
});

/**
 * Does something with a deployment, and closes it. A laptop that does not run is started: there has to be somebody to do things
 * again.
 */
export const withDeployment = <Answer>(
  { dataDir, outputs }: DeploymentPlace,
  terminal: Terminal,
  use: (deployment: Deployment) => Promise<Answer>,
): Promise<Answer> =>
  outputs === undefined ? withLaptop(dataDir, terminal, use) : withAws(outputs, deploymentProbes, use);

/** Reads the ledger alone: on a laptop that does not run, none of its functions is started. */
export const readDeploymentLedger = <Answer>(
  { dataDir, outputs }: DeploymentPlace,
  read: (ledger: Ledger) => Promise<Answer>,
): Promise<Answer> =>
  outputs === undefined
    ? readLedger(dataDir, read)
    : withAws(outputs, ledgerProbes, ({ ledger }) => read(ledger));

async function withLaptop<Answer>(
  dataDir: string,
  terminal: Terminal,
  use: (deployment: Deployment) => Promise<Answer>,
): Promise<Answer> {
  const laptop = await openLaptop(dataDir, terminal);
  const { environment, quiet } = laptop;
  const at = (service: string) => emulatedAt(environment[`AWS_ENDPOINT_URL_${service}`] ?? "");
  const clients = clientsAt({
    dynamoDb: at("DYNAMODB"),
    s3: at("S3"),
    sqs: at("SQS"),
    lambda: at("LAMBDA"),
  });
  try {
    return await use({
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
    });
  } finally {
    destroy(clients);
    await laptop.stop();
  }
}

async function withAws<Answer>(
  path: string,
  probesOf: typeof deploymentProbes,
  use: (deployment: Deployment) => Promise<Answer>,
): Promise<Answer> {
  const outputs = await readOutputs(path);
  const clients = clientsAt({ dynamoDb: {}, s3: {}, sqs: {}, lambda: {} });
  try {
    const { runsTable: runs, statisticsTable: statistics } = outputs;
    await refuseOlderTables(clients.documents, { runs, statistics }).catch((error: unknown) => {
      // Without the right to scan, the layout shows only in what the command itself reads.
      if (error instanceof OlderTableError) throw error;
    });
    return await use({
      ...outputs,
      ledger: ledgerOf(clients.documents, clients.s3, outputs),
      clients,
      failedInvocations: () => queueAt(clients.sqs, outputs.processorDeadLetters),
      undeliveredEvents: () => queueAt(clients.sqs, outputs.vectorizerDeadLetters),
    });
  } catch (error) {
    throw await explained(error, path, probesOf(outputs, clients));
  } finally {
    destroy(clients);
  }
}

function destroy(clients: DeploymentClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
