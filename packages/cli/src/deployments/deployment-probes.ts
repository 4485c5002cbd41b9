import type { DeploymentOutputs } from "@paperledger/aws/ledger/deployment-outputs";
import { bucketProbe } from "@paperledger/aws/probes/bucket-probe";
import { functionProbe } from "@paperledger/aws/probes/function-probe";
import type { Probe } from "@paperledger/aws/probes/probe";
import { queueProbe } from "@paperledger/aws/probes/queue-probe";
import { tableProbes } from "@paperledger/aws/probes/table-probes";
import { RAW_DATA_PREFIX } from "@paperledger/core/batch-files/object-keys";
import type { DeploymentClients } from "./deployment-clients.ts";

/** Returns the probes of a deployment: does each resource in its outputs exist, and may this user use it? */
export const deploymentProbes = (
  outputs: DeploymentOutputs,
  clients: DeploymentClients,
): readonly Probe[] => [
  ...ledgerProbes(outputs, clients),
  functionProbe(clients.lambda, { setting: "projector", functionName: outputs.projector }),
  queueProbe(clients.sqs, { setting: "uploadsQueue", queueUrl: outputs.uploadsQueue }),
  queueProbe(clients.sqs, { setting: "processorDeadLetters", queueUrl: outputs.processorDeadLetters }),
];

/** Returns the probes of the ledger alone, which can be read without permissions on the functions. */
export function ledgerProbes(
  { papersTable, runsTable, statisticsTable, rawBucket }: DeploymentOutputs,
  { documents: client, s3 }: DeploymentClients,
): readonly Probe[] {
  return [
    ...tableProbes(
      { client, setting: "papersTable", kind: "papers", table: papersTable },
      { reads: ["BatchGetItem"] },
    ),
    ...tableProbes({ client, setting: "runsTable", kind: "runs", table: runsTable }, { reads: ["Query"] }),
    ...tableProbes(
      { client, setting: "statisticsTable", kind: "statistics", table: statisticsTable },
      { reads: ["GetItem"] },
    ),
    bucketProbe(s3, { setting: "rawBucket", bucket: rawBucket, prefix: RAW_DATA_PREFIX }),
  ];
}
