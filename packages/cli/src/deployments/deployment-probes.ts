import type { DeploymentOutputs } from "@paperledger/aws/ledger/deployment-outputs";
import { bucketListProbe, bucketProbe } from "@paperledger/aws/probes/bucket-probe";
import { functionProbe } from "@paperledger/aws/probes/function-probe";
import type { Probe } from "@paperledger/aws/probes/probe";
import { queueLookProbe, queueProbe } from "@paperledger/aws/probes/queue-probe";
import { indexProbes, tableProbes } from "@paperledger/aws/probes/table-probes";
import { RAW_DATA_PREFIX, REJECTS_PREFIX } from "@paperledger/core/batch-files/object-keys";
import type { DeadLetterPlace } from "@paperledger/core/dead-letters/dead-letters";
import type { ProcessorQueue } from "@paperledger/core/status/processor-queues";
import type { DeploymentClients } from "./deployment-clients.ts";

type ReadClients = Pick<DeploymentClients, "documents" | "s3" | "sqs">;

/** Returns the probes of a deployment: does each resource in its outputs exist, and may this user use it? */
export const deploymentProbes = (
  outputs: DeploymentOutputs,
  clients: DeploymentClients,
): readonly Probe[] => [
  ...ledgerProbes(outputs, clients),
  bucketProbe(clients.s3, { setting: "rawBucket", bucket: outputs.rawBucket, prefix: RAW_DATA_PREFIX }),
  functionProbe(clients.lambda, { setting: "projector", functionName: outputs.projector }),
  ...(["uploadsQueue", "processorDeadLetters", "backfillQueue", "backfillDeadLetters"] as const).map(
    (setting) => queueProbe(clients.sqs, { setting, queueUrl: outputs[setting] }),
  ),
];

/** Returns the probes of the ledger alone, which can be read without permissions on functions and queues. */
export function ledgerProbes(
  { papersTable, runsTable, statisticsTable, attemptsTable, rawBucket }: DeploymentOutputs,
  { documents: client, s3 }: ReadClients,
): readonly Probe[] {
  const papers = { client, setting: "papersTable", kind: "papers", table: papersTable } as const;
  const runs = { client, setting: "runsTable", kind: "runs", table: runsTable } as const;
  const statistics = {
    client,
    setting: "statisticsTable",
    kind: "statistics",
    table: statisticsTable,
  } as const;
  const attempts = { client, setting: "attemptsTable", kind: "attempts", table: attemptsTable } as const;
  return [
    ...tableProbes(papers, { reads: ["BatchGetItem"] }),
    ...tableProbes(runs, { reads: ["Query", "Scan"] }),
    ...tableProbes(statistics, { reads: ["GetItem", "BatchGetItem", "Scan"] }),
    ...indexProbes(statistics),
    ...tableProbes(attempts, { reads: ["Query"] }),
    rejectsProbe(rawBucket, s3),
  ];
}

/** Returns the probe of reading rejects. */
export const rejectsProbe = (rawBucket: string, s3: ReadClients["s3"]): Probe =>
  bucketProbe(s3, { setting: "rawBucket", bucket: rawBucket, prefix: REJECTS_PREFIX });

/** Returns the probe of counting the messages of a queue. */
export const queueDepthProbe = (
  queue: ProcessorQueue,
  { uploadsQueue, backfillQueue }: DeploymentOutputs,
  sqs: ReadClients["sqs"],
): Probe =>
  queue === "uploads"
    ? queueProbe(sqs, { setting: "uploadsQueue", queueUrl: uploadsQueue })
    : queueProbe(sqs, { setting: "backfillQueue", queueUrl: backfillQueue });

/** Returns the probes of reading the dead letters of one place. */
export function deadLetterProbes(
  place: DeadLetterPlace,
  { processorDeadLetters, backfillDeadLetters, vectorizerDeadLetters, discardedBucket }: DeploymentOutputs,
  { s3, sqs }: ReadClients,
): readonly Probe[] {
  if (place === "stream")
    return [bucketListProbe(s3, { setting: "discardedBucket", bucket: discardedBucket })];
  const queues = {
    uploads: { setting: "processorDeadLetters", queueUrl: processorDeadLetters },
    backfill: { setting: "backfillDeadLetters", queueUrl: backfillDeadLetters },
    deliveries: { setting: "vectorizerDeadLetters", queueUrl: vectorizerDeadLetters },
  };
  return [queueProbe(sqs, queues[place]), queueLookProbe(sqs, queues[place])];
}
