import { deadLetterQueue } from "./dead-letter-queue.ts";
import { functionArn, ledgerFunction } from "./ledger-function.ts";
import { place } from "./place.ts";
import type { Settings } from "./settings.ts";
import { RAW_DATA_PREFIX, REJECTS_PREFIX, type Storage } from "./storage.ts";

/** Batch files that arrive in the raw bucket, and the processor that is invoked with each. */
export function ingest(
  { raw, papers, runs, attempts }: Storage,
  { processor: settings, logLevel }: Settings,
) {
  const deadLetters = deadLetterQueue("ProcessorDeadLetters");
  const processor = ledgerFunction("Processor", {
    part: "processor",
    handler: "packages/functions/src/processor/handler.handler",
    description: "Reads a batch file, writes its papers, and appends what happened to the event log",
    memoryMb: settings.memoryMb,
    timeoutSeconds: settings.timeoutMinutes * 60,
    reservedConcurrency: settings.reservedConcurrency,
    environment: {
      PAPERS_TABLE: papers.name,
      RUNS_TABLE: runs.name,
      ATTEMPTS_TABLE: attempts.name,
      RAW_BUCKET: raw.name,
      CONTINUE_MARGIN_MS: String(settings.continueMarginMs),
      LOG_LEVEL: logLevel,
      ...givenLimits(settings.limits),
    },
    permissions: [
      {
        actions: ["s3:GetObject", "s3:GetObjectVersion"],
        resources: [$interpolate`${raw.arn}/${RAW_DATA_PREFIX}*`],
      },
      // Only to who may list the bucket does S3 say that an object is not there; to others it says AccessDenied.
      { actions: ["s3:ListBucket"], resources: [raw.arn] },
      { actions: ["s3:PutObject"], resources: [$interpolate`${raw.arn}/${REJECTS_PREFIX}*`] },
      {
        actions: ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"],
        resources: [papers.arn],
      },
      { actions: ["dynamodb:PutItem", "dynamodb:Query"], resources: [runs.arn] },
      { actions: ["dynamodb:UpdateItem"], resources: [attempts.arn] },
      // A file too long for one invocation goes on in the next.
      { actions: ["lambda:InvokeFunction"], resources: [functionArn("processor")] },
    ],
    onFailure: deadLetters,
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
  // No suffix: what a file is, is found from its content, whatever its name ends in.
  new aws.s3.BucketNotification(
    "RawNotification",
    {
      bucket: raw.name,
      lambdaFunctions: [
        {
          id: "batch-file-created",
          lambdaFunctionArn: processor.arn,
          events: ["s3:ObjectCreated:*"],
          filterPrefix: RAW_DATA_PREFIX,
        },
      ],
    },
    { dependsOn: permission },
  );
  return { processor, deadLetters };
}

export type Ingest = ReturnType<typeof ingest>;

/** The limits that are given, as environment variables: the processor knows its own defaults. */
const givenLimits = (limits: Settings["processor"]["limits"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(limits).flatMap(([name, limit]) => (limit === undefined ? [] : [[name, String(limit)]])),
  );
