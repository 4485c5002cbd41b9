import { describe, expect, inject, test } from "vitest";
import { inputsOf, ofType } from "./testing/evaluated.ts";
import { STAGES } from "./testing/targets.ts";

describe.each(STAGES)("in stage %s", (stage) => {
  const isProduction = stage === "production";
  const processor = () => inputsOf(stage, "aws:lambda/function:Function", "ProcessorFunction");

  test("the processor is a Node 24 function on arm64, traced", () => {
    expect(processor()).toMatchObject({
      name: `paperledger-${stage}-processor`,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "bundle.handler",
      packageType: "Zip",
      tracingConfig: { mode: "Active" },
    });
  });

  test("its memory, time and concurrency are what the settings say, or 1024 MB and 15 minutes", () => {
    expect(processor()).toMatchObject(
      isProduction
        ? { memorySize: 2048, timeout: 600, reservedConcurrentExecutions: 10 }
        : { memorySize: 1024, timeout: 900 },
    );
    if (!isProduction) expect(processor()).not.toHaveProperty("reservedConcurrentExecutions");
  });

  test("it is told its tables, its bucket and its limits, and nothing else", () => {
    const table = (name: string) => inputsOf(stage, "aws:dynamodb/table:Table", `${name}Table`).name;
    const { variables } = processor().environment as { variables: Record<string, string> };
    const ours = Object.entries(variables).filter(([name]) => !name.startsWith("SST_"));
    expect(Object.fromEntries(ours)).toEqual({
      PAPERS_TABLE: table("Papers"),
      RUNS_TABLE: table("Runs"),
      ATTEMPTS_TABLE: table("Attempts"),
      RAW_BUCKET: inputsOf(stage, "aws:s3/bucket:Bucket", "RawBucket").bucket,
      CONTINUE_MARGIN_MS: "30000",
      BATCHES_IN_FLIGHT: isProduction ? "48" : "32",
      MAX_RECORD_BYTES: "524288",
      MAX_UNCOMPRESSED_BYTES: "17179869184",
      MAX_FILE_MS: "86400000",
      SOURCE_TEXT: "text",
      LOG_LEVEL: "INFO",
      POWERTOOLS_METRICS_NAMESPACE: `paperledger/${stage}`,
    });
  });

  test("it is invoked with every object under raw-data/, whatever its name ends in, and with nothing else", () => {
    const notifications = ofType(stage, "aws:s3/bucketNotification:BucketNotification");
    expect(notifications.map(({ inputs }) => inputs)).toMatchObject([
      {
        lambdaFunctions: [
          {
            events: ["s3:ObjectCreated:*"],
            filterPrefix: "raw-data/",
            lambdaFunctionArn: expect.stringMatching(/:function:paperledger-[a-z]+-processor$/),
          },
        ],
      },
    ]);
    expect(JSON.stringify(notifications)).not.toContain("filterSuffix");
  });

  test("the bucket of this account alone may invoke it, and may do so before it is told to", () => {
    expect(inputsOf(stage, "aws:lambda/permission:Permission", "RawInvokesProcessor")).toMatchObject({
      action: "lambda:InvokeFunction",
      function: `paperledger-${stage}-processor`,
      principal: "s3.amazonaws.com",
      sourceArn: expect.stringMatching(/^arn:aws[a-z-]*:s3:::paperledger-[a-z]+-rawbucket-\w+$/),
      sourceAccount: expect.stringMatching(/^\d{12}$/),
    });
    const [notification] = ofType(stage, "aws:s3/bucketNotification:BucketNotification");
    expect(notification?.dependsOn).toContainEqual(expect.stringMatching(/::RawInvokesProcessor$/));
  });

  test("an event is tried three times within six hours, and kept for two weeks when it is given up", () => {
    expect(
      inputsOf(
        stage,
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        "ProcessorEventInvokeConfig",
      ),
    ).toEqual({
      functionName: `paperledger-${stage}-processor`,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 21_600,
      destinationConfig: {
        onFailure: { destination: expect.stringMatching(/:sqs:.*ProcessorDeadLettersQueue/) },
      },
    });
    expect(inputsOf(stage, "aws:sqs/queue:Queue", "ProcessorDeadLettersQueue")).toMatchObject({
      messageRetentionSeconds: 14 * 24 * 3600,
      sqsManagedSseEnabled: true,
    });
  });

  test("Lambda lets it go on in itself as often as a file takes: a run without progress ends by itself", () => {
    expect(
      inputsOf(stage, "aws:lambda/functionRecursionConfig:FunctionRecursionConfig", "ProcessorRecursion"),
    ).toMatchObject({ functionName: `paperledger-${stage}-processor`, recursiveLoop: "Allow" });
  });
});

test("every handler is bundled as SST would, and is small", () => {
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
