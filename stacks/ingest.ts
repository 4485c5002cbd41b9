import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { ledgerFunction } from "./ledger-function.ts";
import { place } from "./place.ts";
import { announceUploads, processorQueue } from "./processor-queue.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

/**
 * Batch files that arrive in the raw bucket and the queue that announces them, the queue of a backfill, and the processor that
 * works both off.
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
  // A long file takes more than the 16 messages from the processor to its own queue after which Lambda would end the chain. A
  // run that does no batch for some invocations ends as failed by itself.
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
  /** The most invocations at once. */
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
