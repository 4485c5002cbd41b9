import type { DeploymentOutputs } from "@paperledger/aws/ledger/deployment-outputs";
import { bucketProbe } from "@paperledger/aws/probes/bucket-probe";
import { functionProbe } from "@paperledger/aws/probes/function-probe";
import type { Probe } from "@paperledger/aws/probes/probe";
import { tableProbes } from "@paperledger/aws/probes/table-probes";
import type { DeploymentClients } from "./open-deployment.ts";

/** What shows whether the things that a deployment printed the names of are there, for whoever runs the command. */
export const deploymentProbes = (
  outputs: DeploymentOutputs,
  clients: DeploymentClients,
): readonly Probe[] => [
  ...ledgerProbes(outputs, clients),
  functionProbe(clients.lambda, { setting: "processor", functionName: outputs.processor }),
];

/** The same for its ledger alone, which can be read without any right to its functions. */
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
    bucketProbe(s3, { setting: "rawBucket", bucket: rawBucket, prefix: "raw-data/" }),
  ];
}
