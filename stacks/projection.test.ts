import { describe, expect, test } from "vitest";
import { inputsOf, ofType } from "./testing/evaluated.ts";
import { STAGES } from "./testing/targets.ts";

describe.each(STAGES)("in stage %s", (stage) => {
  const mapping = () =>
    inputsOf(stage, "aws:lambda/eventSourceMapping:EventSourceMapping", "RunsToProjector");

  test("the projector is a traced Node 24 function on arm64, and its environment names its table and its bus", () => {
    expect(inputsOf(stage, "aws:lambda/function:Function", "ProjectorFunction")).toMatchObject({
      name: `paperledger-${stage}-projector`,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      tracingConfig: { mode: "Active" },
      environment: {
        variables: {
          STATISTICS_TABLE: inputsOf(stage, "aws:dynamodb/table:Table", "StatisticsTable").name,
          EVENT_BUS_NAME: inputsOf(stage, "aws:cloudwatch/eventBus:EventBus", "EventsBus").name,
          ANSWER_MARGIN_MS: "5000",
          LOG_LEVEL: "INFO",
        },
      },
    });
  });

  test("it reads the event log's stream from its beginning, so that no event is skipped", () => {
    const { name } = inputsOf(stage, "aws:dynamodb/table:Table", "RunsTable");
    expect(mapping()).toMatchObject({
      eventSourceArn: expect.stringContaining(`:table/${name}/stream/`),
      functionName: expect.stringMatching(/:function:paperledger-[a-z]+-projector$/),
      startingPosition: "TRIM_HORIZON",
      batchSize: 100,
      maximumBatchingWindowInSeconds: 1,
      parallelizationFactor: 1,
    });
    const ofStreams = ofType(stage, "aws:lambda/eventSourceMapping:EventSourceMapping").filter(({ inputs }) =>
      String(inputs.eventSourceArn).includes(":dynamodb:"),
    );
    expect(ofStreams).toHaveLength(1);
  });

  test("only appended events arrive", () => {
    const { filterCriteria } = mapping() as { filterCriteria: { filters: { pattern: string }[] } };
    expect(filterCriteria.filters.map(({ pattern }) => JSON.parse(pattern))).toEqual([
      { eventName: ["INSERT"] },
    ]);
  });

  test("a failed record is split off, is tried a limited number of times, and can be reported alone", () => {
    expect(mapping()).toMatchObject({
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: 20,
      maximumRecordAgeInSeconds: 12 * 3600,
    });
  });

  test("discarded batches go to a bucket, because a bucket gets their records and a queue does not", () => {
    const { bucket } = inputsOf(stage, "aws:s3/bucket:Bucket", "DiscardedBucket");
    expect(mapping()).toMatchObject({
      destinationConfig: {
        onFailure: { destinationArn: expect.stringMatching(new RegExp(`:s3:::${bucket}$`)) },
      },
      metricsConfig: { metrics: ["EventCount"] },
    });
  });
});
