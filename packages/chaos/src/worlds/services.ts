import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { type Clients, clientsFor, destroyClients, type Endpoints } from "@paperledger/local/clients";
import { type BusRecorder, startBusRecorder } from "./bus-recorder.ts";

/** DynamoDB, S3, SQS and an event bus, which all worlds share. */
export interface Services {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  readonly bus: BusRecorder;
  createBucket(name: string): void;
  stop(): Promise<void>;
}

/** The endpoint of Lambda. Nothing listens there, because no function here invokes another one. */
const NOWHERE = "http://127.0.0.1:9";

export async function startServices(): Promise<Services> {
  await using starting = new AsyncDisposableStack();
  const dynamoDb = await startEmbeddedDynamoDb();
  starting.defer(dynamoDb.stop);
  const s3AndSqs = await startEmbeddedS3AndSqs();
  starting.defer(s3AndSqs.stop);
  const bus = await startBusRecorder();
  starting.defer(bus.stop);
  const endpoints = {
    dynamodb: dynamoDb.endpoint,
    s3: s3AndSqs.endpoint,
    sqs: s3AndSqs.endpoint,
    eventbridge: bus.endpoint,
    lambda: NOWHERE,
  };
  const clients = clientsFor(endpoints);
  starting.defer(async () => destroyClients(clients));
  const running = starting.move();
  return {
    endpoints,
    clients,
    bus,
    createBucket: s3AndSqs.createBucket,
    stop: () => running.disposeAsync(),
  };
}
