import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { ledgerFunction } from "./ledger-function.ts";
import { place } from "./place.ts";
import { announceUploads, processorQueue } from "./processor-queue.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

/**
 * Creates the queue that announces batch files in the raw bucket, the queue of a backfill, and the processor that handles the messages of
 * both queues.
 */
export function ingest(
  { raw, papers, runs, attempts }: Storage,
  { processor: settings, logLevel, backfillBuckets }: Settings,
) {
  const uploads = processorQueue({ queue: "Uploads", deadLetters: "ProcessorDeadLetters" }, settings);
  const backfill = processorQueue({ queue: "Backfill", deadLetters: "BackfillDeadLetters" }, settings);
  const processor = ledgerFunction("Processor", PROCESSOR, {
    resources: {
      rawBucket: raw,
      papers,
      runs,
      attempts,
      uploadsQueue: { name: uploads.queue.url, arn: uploads.queue.arn },
      backfillQueue: { name: backfill.queue.url, arn: backfill.queue.arn },
    },
    arns: { backfillBuckets: backfillBuckets.map(bucketArn) },
    settings,
    logLevel,
  });
  // For a long file, the processor sends more than 16 messages to its own queue. After 16, Lambda's detection of recursive loops would end
  // the chain. An endless chain is not possible, because a run without a batch in several invocations fails.
  new aws.lambda.FunctionRecursionConfig("ProcessorRecursion", {
    functionName: processor.name,
    recursiveLoop: "Allow",
  });
  announceUploads(uploads.queue, { raw });
  const { uploadsQueue, backfillQueue } = settings.maximumConcurrency;
  return {
    processor,
    uploads: uploads.queue,
    deadLetters: uploads.deadLetters,
    mapping: mappingOf("UploadsToProcessor", { queue: uploads.queue, processor, cap: uploadsQueue }),
    backfill: backfill.queue,
    backfillDeadLetters: backfill.deadLetters,
    backfillMapping: mappingOf("BackfillToProcessor", {
      queue: backfill.queue,
      processor,
      cap: backfillQueue,
    }),
  };
}

export type Ingest = ReturnType<typeof ingest>;

interface Mapped {
  readonly queue: sst.aws.Queue;
  readonly processor: sst.aws.Function;
  /** The limit of concurrent invocations. */
  readonly cap: number;
}

function mappingOf(name: string, { queue, processor, cap }: Mapped): aws.lambda.EventSourceMapping {
  const { batchSize, reportBatchItemFailures } = PROCESSOR.trigger;
  return new aws.lambda.EventSourceMapping(name, {
    eventSourceArn: queue.arn,
    functionName: processor.arn,
    batchSize,
    scalingConfig: { maximumConcurrency: cap },
    functionResponseTypes: reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
  });
}

const bucketArn = (bucket: string) => place().apply(({ partition }) => `arn:${partition}:s3:::${bucket}`);
