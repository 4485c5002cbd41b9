import {
  documentClient,
  dynamoDbClient,
  emulatedAt,
  eventBridgeClient,
  lambdaClient,
  s3Client,
  sqsClient,
  streamsClient,
} from "@paperledger/aws/clients/clients";

export type Streams = ReturnType<typeof streamsClient>;
export type S3 = ReturnType<typeof s3Client>;
export type Sqs = ReturnType<typeof sqsClient>;

/** Where each service of the embedded AWS answers. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly s3: string;
  readonly sqs: string;
  readonly eventbridge: string;
  readonly lambda: string;
}

export type Clients = ReturnType<typeof clientsFor>;

/** An AWS SDK client for each service. */
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

/** Closes their sockets, so that the process can end. */
export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
