import { createQueue } from "@paperledger/aws/queues/queue";
import { clientsFor, destroyClients } from "@paperledger/local/clients";
import type { Laptop } from "@paperledger/local/laptop";
import {
  DISCARDED_BUCKET,
  LEDGER_NAMES,
  PROCESSOR_DEAD_LETTERS_QUEUE,
  UNDELIVERED_EVENTS_QUEUE,
  UPLOADS_QUEUE,
} from "@paperledger/local/laptop-names";

/** What a deployment prints, where the laptop is what answers as AWS. */
export async function outputsOf({ environment }: Laptop): Promise<Readonly<Record<string, string>>> {
  const at = (service: string) => environment[`AWS_ENDPOINT_URL_${service}`] ?? "";
  const clients = clientsFor({
    dynamodb: at("DYNAMODB"),
    s3: at("S3"),
    sqs: at("SQS"),
    eventbridge: at("EVENTBRIDGE"),
    lambda: at("LAMBDA"),
  });
  const urlOf = async (queue: string) => (await createQueue(clients.sqs, queue)).url;
  const outputs = {
    ...LEDGER_NAMES,
    processor: "processor",
    projector: "projector",
    vectorizer: "vectorizer",
    uploadsQueue: await urlOf(UPLOADS_QUEUE),
    processorDeadLetters: await urlOf(PROCESSOR_DEAD_LETTERS_QUEUE),
    vectorizerDeadLetters: await urlOf(UNDELIVERED_EVENTS_QUEUE),
    discardedBucket: DISCARDED_BUCKET,
  };
  destroyClients(clients);
  return outputs;
}
