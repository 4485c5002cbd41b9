import { describe, expect, inject, test } from "vitest";
import { inputsOf, ofType } from "./testing/evaluated.ts";
import { STAGES } from "./testing/targets.ts";

describe.each(STAGES)("in stage %s", (stage) => {
  const isProduction = stage === "production";
  const processor = () => inputsOf(stage, "aws:lambda/function:Function", "ProcessorFunction");

  test("the processor is a traced Node 24 function on arm64", () => {
    expect(processor()).toMatchObject({
      name: `paperledger-${stage}-processor`,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "bundle.handler",
      packageType: "Zip",
      tracingConfig: { mode: "Active" },
    });
  });

  test("its memory, time and concurrency come from the settings, or are 1024 MB and 15 minutes", () => {
    expect(processor()).toMatchObject(
      isProduction
        ? { memorySize: 2048, timeout: 600, reservedConcurrentExecutions: 11 }
        : { memorySize: 1024, timeout: 900 },
    );
    if (!isProduction) expect(processor()).not.toHaveProperty("reservedConcurrentExecutions");
  });

  test("its environment has its tables, its bucket, its queues and its limits, and nothing else", () => {
    const table = (name: string) => inputsOf(stage, "aws:dynamodb/table:Table", `${name}Table`).name;
    const { variables } = processor().environment as { variables: Record<string, string> };
    const ours = Object.entries(variables).filter(([name]) => !name.startsWith("SST_"));
    expect(Object.fromEntries(ours)).toEqual({
      PAPERS_TABLE: table("Papers"),
      RUNS_TABLE: table("Runs"),
      ATTEMPTS_TABLE: table("Attempts"),
      RAW_BUCKET: inputsOf(stage, "aws:s3/bucket:Bucket", "RawBucket").bucket,
      UPLOADS_QUEUE_URL: expect.stringMatching(/^https:\/\/sqs\..*paperledger-[a-z]+-UploadsQueue-\w+$/),
      BACKFILL_QUEUE_URL: expect.stringMatching(/^https:\/\/sqs\..*paperledger-[a-z]+-BackfillQueue-\w+$/),
      CONTINUE_MARGIN_MS: "30000",
      BATCHES_IN_FLIGHT: isProduction ? "48" : "32",
      MAX_RECORD_BYTES: "524288",
      MAX_UNCOMPRESSED_BYTES: "17179869184",
      MAX_FILE_MS: "86400000",
      ...(isProduction && { FEEDS: "arxiv=26,pubmed/updates=168,pubmed-updates=168" }),
      SOURCE_TEXT: "text",
      LOG_LEVEL: "INFO",
      POWERTOOLS_METRICS_NAMESPACE: `paperledger/${stage}`,
    });
  });

  test("every object under raw-data/ is announced to its queue, with any file extension, and no other object is", () => {
    const notifications = ofType(stage, "aws:s3/bucketNotification:BucketNotification");
    expect(notifications.map(({ inputs }) => inputs)).toMatchObject([
      {
        queues: [
          {
            events: ["s3:ObjectCreated:*"],
            filterPrefix: "raw-data/",
            queueArn: expect.stringMatching(/:sqs:.*UploadsQueue/),
          },
        ],
      },
    ]);
    expect(JSON.stringify(notifications)).not.toContain("filterSuffix");
    expect(notifications[0]?.inputs).not.toHaveProperty("lambdaFunctions");
  });

  test("only this account's bucket may send to the queue, and gets this permission before its notification is set up", () => {
    const { policy } = inputsOf(stage, "aws:sqs/queuePolicy:QueuePolicy", "UploadsPolicy");
    expect(JSON.parse(String(policy)).Statement).toEqual([
      {
        Sid: "RawBucketAnnouncesUploads",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: expect.stringMatching(/:sqs:.*UploadsQueue/),
        Condition: {
          ArnEquals: {
            "aws:SourceArn": expect.stringMatching(/^arn:aws[a-z-]*:s3:::paperledger-[a-z]+-rawbucket-\w+$/),
          },
          StringEquals: { "aws:SourceAccount": expect.stringMatching(/^\d{12}$/) },
        },
      },
    ]);
    const [notification] = ofType(stage, "aws:s3/bucketNotification:BucketNotification");
    expect(notification?.dependsOn).toContainEqual(expect.stringMatching(/::UploadsPolicy$/));
  });

  test.each([
    ["UploadsToProcessor", "UploadsQueue", { production: 8, otherwise: 5 }],
    ["BackfillToProcessor", "BackfillQueue", { production: 3, otherwise: 2 }],
  ])(
    "from %s it gets one message in an invocation, with a limit of concurrent invocations, and can report the message as failed",
    (name, queue, cap) => {
      const mapping = inputsOf(stage, "aws:lambda/eventSourceMapping:EventSourceMapping", name);
      expect(mapping).toEqual({
        eventSourceArn: expect.stringMatching(new RegExp(`:sqs:.*${queue}`)),
        functionName: expect.stringMatching(/:function:paperledger-[a-z]+-processor$/),
        batchSize: 1,
        scalingConfig: { maximumConcurrency: isProduction ? cap.production : cap.otherwise },
        functionResponseTypes: ["ReportBatchItemFailures"],
      });
    },
  );

  test.each([
    ["UploadsQueue", "ProcessorDeadLettersQueue"],
    ["BackfillQueue", "BackfillDeadLettersQueue"],
  ])(
    "a message of the %s is hidden for the processor's time and two minutes, kept for a week, and given up after five receives",
    (name, deadLetters) => {
      const queue = inputsOf(stage, "aws:sqs/queue:Queue", name);
      expect(queue).toMatchObject({
        visibilityTimeoutSeconds: Number(processor().timeout) + 120,
        messageRetentionSeconds: 7 * 24 * 3600,
      });
      expect(JSON.parse(String(queue.redrivePolicy))).toEqual({
        deadLetterTargetArn: expect.stringMatching(new RegExp(`:sqs:.*${deadLetters}`)),
        maxReceiveCount: 5,
      });
      expect(Number(queue.visibilityTimeoutSeconds)).toBeLessThanOrEqual(20 * 60);
    },
  );

  test("Lambda's detection of recursive loops is off for it, because a long file needs many continuations", () => {
    expect(
      inputsOf(stage, "aws:lambda/functionRecursionConfig:FunctionRecursionConfig", "ProcessorRecursion"),
    ).toMatchObject({ functionName: `paperledger-${stage}-processor`, recursiveLoop: "Allow" });
  });
});

test("every handler is bundled as by SST, and its bundle is small", () => {
  const { bundles } = inject("evaluations");
  for (const [handler, { sizeBytes }] of Object.entries(bundles))
    console.log(`${handler}: ${(sizeBytes / 2 ** 20).toFixed(2)} MiB bundled`);
  expect(Object.keys(bundles).sort()).toEqual(
    ["processor", "projector", "vectorizer"].map((name) => `packages/functions/src/${name}/handler.handler`),
  );
  for (const { handler, sizeBytes } of Object.values(bundles)) {
    expect(handler).toBe("bundle.handler");
    expect(sizeBytes).toBeLessThan(4 * 2 ** 20);
  }
});
