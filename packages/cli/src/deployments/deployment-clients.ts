import { type AwsEndpoint, documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { WHOLE_INVOCATIONS } from "@paperledger/aws/clients/connections";
import { eventBridgeClient } from "@paperledger/aws/clients/event-bridge-client";
import { lambdaClient } from "@paperledger/aws/clients/lambda-client";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";

export type DeploymentClients = ReturnType<typeof clientsAt>;

/** Returns a client for each service that a deployment's commands use. */
export const clientsAt = (
  at: Readonly<Record<"dynamoDb" | "s3" | "sqs" | "lambda" | "eventBridge", AwsEndpoint>>,
) => ({
  documents: documentClient(dynamoDbClient(at.dynamoDb)),
  s3: s3Client(at.s3),
  sqs: sqsClient(at.sqs),
  eventBridge: eventBridgeClient(at.eventBridge),
  lambda: lambdaClient(at.lambda, WHOLE_INVOCATIONS),
});

/** Closes the clients' sockets, so that the process can end. */
export function destroyDeploymentClients(clients: DeploymentClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
