import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { type Clients, clientsFor, destroyClients, type Endpoints } from "@paperledger/local/clients";
import { type BusRecorder, startBusRecorder } from "./bus-recorder.ts";
import { type LambdaRecorder, startLambdaRecorder } from "./lambda-recorder.ts";

/** DynamoDB, S3, an event bus and what takes a run's next invocation, for as many worlds as are wanted. */
export interface Services {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  readonly bus: BusRecorder;
  readonly lambda: LambdaRecorder;
  createBucket(name: string): void;
  stop(): Promise<void>;
}

export async function startServices(): Promise<Services> {
  await using starting = new AsyncDisposableStack();
  const dynamoDb = await startEmbeddedDynamoDb();
  starting.defer(dynamoDb.stop);
  const s3 = await startEmbeddedS3AndSqs();
  starting.defer(s3.stop);
  const bus = await startBusRecorder();
  starting.defer(bus.stop);
  const lambda = await startLambdaRecorder();
  starting.defer(lambda.stop);
  const endpoints = {
    dynamodb: dynamoDb.endpoint,
    s3: s3.endpoint,
    sqs: s3.endpoint,
    eventbridge: bus.endpoint,
    lambda: lambda.endpoint,
  };
  const clients = clientsFor(endpoints);
  starting.defer(async () => destroyClients(clients));
  const running = starting.move();
  return {
    endpoints,
    clients,
    bus,
    lambda,
    createBucket: s3.createBucket,
    stop: () => running.disposeAsync(),
  };
}
