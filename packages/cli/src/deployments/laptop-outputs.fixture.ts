import type { DeploymentOutputs } from "@paperledger/aws/ledger/deployment-outputs";
import { createQueue } from "@paperledger/aws/queues/queue";
import { clientsOf, destroyClients } from "@paperledger/local/clients";
import type { Laptop } from "@paperledger/local/laptop";
import {
  BACKFILL_DEAD_LETTERS_QUEUE,
  BACKFILL_QUEUE,
  BUS,
  DISCARDED_BUCKET,
  LEDGER_NAMES,
  PROCESSOR_DEAD_LETTERS_QUEUE,
  UNDELIVERED_EVENTS_QUEUE,
  UPLOADS_QUEUE,
} from "@paperledger/local/laptop-names";
import { CONCURRENCY } from "@paperledger/local/laptop-overrides";

/** The outputs of a deployment whose AWS is the laptop. */
export async function outputsOf({ environment }: Laptop): Promise<DeploymentOutputs> {
  const clients = clientsOf(environment);
  const urlOf = async (queue: string) => (await createQueue(clients.sqs, queue)).url;
  const outputs = {
    ...LEDGER_NAMES,
    eventBus: BUS,
    processor: "processor",
    projector: "projector",
    vectorizer: "vectorizer",
    uploadsQueue: await urlOf(UPLOADS_QUEUE),
    processorDeadLetters: await urlOf(PROCESSOR_DEAD_LETTERS_QUEUE),
    backfillQueue: await urlOf(BACKFILL_QUEUE),
    backfillDeadLetters: await urlOf(BACKFILL_DEAD_LETTERS_QUEUE),
    backfillConcurrency: CONCURRENCY.backfillQueue,
    backfillBuckets: [],
    vectorizerDeadLetters: await urlOf(UNDELIVERED_EVENTS_QUEUE),
    discardedBucket: DISCARDED_BUCKET,
  };
  destroyClients(clients);
  return outputs;
}
