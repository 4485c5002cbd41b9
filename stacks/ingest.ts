import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { ledgerFunction } from "./ledger-function.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";
import { announceUploads, uploadsQueue } from "./uploads-queue.ts";

/** Batch files that arrive in the raw bucket, the queue that announces them, and the processor that works it off. */
export function ingest(
  { raw, papers, runs, attempts }: Storage,
  { processor: settings, logLevel }: Settings,
) {
  const { uploads, deadLetters } = uploadsQueue(settings);
  const processor = ledgerFunction("Processor", PROCESSOR, {
    resources: {
      rawBucket: raw,
      papers,
      runs,
      attempts,
      uploadsQueue: { name: uploads.url, arn: uploads.arn },
    },
    arns: {},
    settings,
    logLevel,
  });
  // A long file takes more than the 16 messages from the processor to its own queue after which Lambda would end the chain. A
  // run that does no batch for some invocations ends as failed by itself.
  new aws.lambda.FunctionRecursionConfig("ProcessorRecursion", {
    functionName: processor.name,
    recursiveLoop: "Allow",
  });
  announceUploads(uploads, { raw });
  const { batchSize, reportBatchItemFailures } = PROCESSOR.trigger;
  const mapping = new aws.lambda.EventSourceMapping("UploadsToProcessor", {
    eventSourceArn: uploads.arn,
    functionName: processor.arn,
    batchSize,
    scalingConfig: { maximumConcurrency: settings.maximumConcurrency },
    functionResponseTypes: reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
  });
  return { processor, uploads, deadLetters, mapping };
}

export type Ingest = ReturnType<typeof ingest>;
