import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import { ledgerFunction } from "./ledger-function.ts";
import { place } from "./place.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

/** Batch files that arrive in the raw bucket, and the processor that is invoked with each. */
export function ingest(
  { raw, papers, runs, attempts }: Storage,
  { processor: settings, logLevel }: Settings,
) {
  const deadLetters = deadLetterQueue("ProcessorDeadLetters", PROCESSOR.asynchronousInvocation.deadLetters);
  const processor = ledgerFunction("Processor", PROCESSOR, {
    resources: { rawBucket: raw, papers, runs, attempts },
    arns: { deadLetters: deadLetters.arn },
    settings,
    logLevel,
  });
  // A long file takes more than the 16 invocations after which Lambda would end the chain. A run that does no batch for some
  // of them ends as failed by itself.
  new aws.lambda.FunctionRecursionConfig("ProcessorRecursion", {
    functionName: processor.name,
    recursiveLoop: "Allow",
  });

  const permission = new aws.lambda.Permission("RawInvokesProcessor", {
    action: "lambda:InvokeFunction",
    function: processor.name,
    principal: "s3.amazonaws.com",
    sourceArn: raw.arn,
    sourceAccount: place().account,
  });
  new aws.s3.BucketNotification(
    "RawNotification",
    {
      bucket: raw.name,
      lambdaFunctions: [
        {
          id: "batch-file-created",
          lambdaFunctionArn: processor.arn,
          events: [...PROCESSOR.trigger.events],
          filterPrefix: PROCESSOR.trigger.prefix,
        },
      ],
    },
    { dependsOn: permission },
  );
  return { processor, deadLetters };
}

export type Ingest = ReturnType<typeof ingest>;
