import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { eventBridgeClient } from "@paperledger/aws/clients/event-bridge-client";
import { lambdaClient } from "@paperledger/aws/clients/lambda-client";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import { streamsClient } from "@paperledger/aws/clients/streams-client";

export type Streams = ReturnType<typeof streamsClient>;
export type DynamoDb = ReturnType<typeof dynamoDbClient>;
export type S3 = ReturnType<typeof s3Client>;
export type Sqs = ReturnType<typeof sqsClient>;

/** The endpoint of each service of the embedded AWS. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly s3: string;
  readonly sqs: string;
  readonly eventbridge: string;
  readonly lambda: string;
}

export type Clients = ReturnType<typeof clientsFor>;

/** Returns an AWS SDK client for each service. */
export function clientsFor(endpoints: Endpoints) {
  const dynamoDb = dynamoDbClient(emulatedAt(endpoints.dynamodb));
  return {
    dynamoDb,
    documents: documentClient(dynamoDb),
    streams: streamsClient(emulatedAt(endpoints.dynamodb)),
    s3: s3Client(emulatedAt(endpoints.s3)),
    sqs: sqsClient(emulatedAt(endpoints.sqs)),
    eventBridge: eventBridgeClient(emulatedAt(endpoints.eventbridge)),
    lambda: lambdaClient(emulatedAt(endpoints.lambda)),
  };
}

/** Returns an AWS SDK client for each service, for the endpoints in the variables of `environmentAt`. */
export const clientsOf = (environment: Readonly<Record<string, string>>): Clients => {
  const at = (service: string) => environment[`AWS_ENDPOINT_URL_${service}`] ?? "";
  return clientsFor({
    dynamodb: at("DYNAMODB"),
    s3: at("S3"),
    sqs: at("SQS"),
    eventbridge: at("EVENTBRIDGE"),
    lambda: at("LAMBDA"),
  });
};

/** Closes the clients' sockets, so that the process can end. */
export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
