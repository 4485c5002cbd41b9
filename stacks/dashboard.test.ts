import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { LIST_PRICES } from "./list-prices.ts";
import { graphsOf, readableLine, widgetsOf } from "./testing/dashboard-widgets.ts";
import { evaluated } from "./testing/evaluated.ts";
import { ROOT } from "./testing/sst-platform.ts";
import { STAGES, type Stage } from "./testing/targets.ts";

/** The lines of each graph, as `label: statistic of metric` or `label: metric math`. A hidden line has its id in brackets instead of a label. */
const graphsExpected = (stage: Stage): Readonly<Record<string, readonly string[]>> => ({
  Runs: [
    "started: Sum of ours RunsStarted service=batch-processor",
    "completed: Sum of ours RunsCompleted service=batch-processor",
    "failed: Sum of ours RunsFailed service=batch-processor",
  ],
  Papers: [
    "upserted: Sum of ours PapersUpserted service=batch-processor",
    "duplicate: Sum of ours PapersDuplicate service=batch-processor",
    "rejected: Sum of ours PapersRejected service=batch-processor",
  ],
  "Failures that are tried again": [
    ...ofFunctions("Sum of AWS/Lambda Errors"),
    "messages: Sum of ours MessagesFailed service=batch-processor",
  ],
  "Uploads and continuations": [
    "waiting: Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName=Uploads",
    "being processed: Maximum of AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName=Uploads",
  ],
  "Backfill and its continuations": [
    "waiting: Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName=Backfill",
    "being processed: Maximum of AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName=Backfill",
  ],
  "Age of the oldest (s)": [
    "uploads: Maximum of AWS/SQS ApproximateAgeOfOldestMessage QueueName=Uploads",
    "backfill: Maximum of AWS/SQS ApproximateAgeOfOldestMessage QueueName=Backfill",
  ],
  "Age of the last record read (ms)": ["age: Maximum of AWS/Lambda IteratorAge FunctionName=Projector"],
  Events: [
    "projected: Sum of ours EventsProjected service=projector",
    "failures: Sum of ours ProjectionFailures service=projector",
  ],
  "Transaction conflicts": ["statistics: Sum of AWS/DynamoDB TransactionConflict TableName=Statistics"],
  "Given up": [
    "batch files: Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName=ProcessorDeadLetters",
    "batch files of a backfill: Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName=BackfillDeadLetters",
    "vectorizer events: Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName=VectorizerDeadLetters",
    "stream records: Sum of AWS/Lambda OnFailureDestinationDeliveredEventCount EventSourceMappingUUID=RunsToProjector-uuid",
  ],
  "Writes throttled": ofTables("Sum of AWS/DynamoDB WriteThrottleEvents"),
  "Reads throttled": ofTables("Sum of AWS/DynamoDB ReadThrottleEvents"),
  "Functions throttled": ofFunctions("Sum of AWS/Lambda Throttles"),
  "Batch (ms)": [
    "p50: p50 of ours BatchTime service=batch-processor",
    "p95: p95 of ours BatchTime service=batch-processor",
    "p99: p99 of ours BatchTime service=batch-processor",
  ],
  "Processor invocation (ms)": [
    "p50: p50 of AWS/Lambda Duration FunctionName=Processor",
    "p95: p95 of AWS/Lambda Duration FunctionName=Processor",
    "p99: p99 of AWS/Lambda Duration FunctionName=Processor",
  ],
  "Concurrent executions": ofFunctions("Maximum of AWS/Lambda ConcurrentExecutions"),
  "Dollars in the time shown (list prices of us-east-1)": [
    "all of these: written + read + run + published",
    'DynamoDB writes: SUM(FILL(METRICS("units_written"), 0)) * 0.625 / 1000000',
    'DynamoDB reads: SUM(FILL(METRICS("units_read"), 0)) * 0.125 / 1000000',
    `Lambda: (FILL(ms_processor, 0) * ${stage === "production" ? 2 : 1} + FILL(ms_projector, 0) * 0.5 + FILL(ms_vectorizer, 0) * 0.5) / 1000 * 0.0000133334 + SUM(FILL(METRICS("invocations"), 0)) * 0.2 / 1000000`,
    "events: FILL(projected, 0) * 1 / 1000000",
    "(units_written_papers): Sum of AWS/DynamoDB ConsumedWriteCapacityUnits TableName=Papers",
    "(units_written_runs): Sum of AWS/DynamoDB ConsumedWriteCapacityUnits TableName=Runs",
    "(units_written_statistics): Sum of AWS/DynamoDB ConsumedWriteCapacityUnits TableName=Statistics",
    "(units_written_statistics_by_date): Sum of AWS/DynamoDB ConsumedWriteCapacityUnits TableName=Statistics GlobalSecondaryIndexName=by_date",
    "(units_written_statistics_by_status): Sum of AWS/DynamoDB ConsumedWriteCapacityUnits TableName=Statistics GlobalSecondaryIndexName=by_status",
    "(units_written_attempts): Sum of AWS/DynamoDB ConsumedWriteCapacityUnits TableName=Attempts",
    "(units_written_vectors): Sum of AWS/DynamoDB ConsumedWriteCapacityUnits TableName=Vectors",
    "(units_written_handledEvents): Sum of AWS/DynamoDB ConsumedWriteCapacityUnits TableName=HandledEvents",
    "(units_read_papers): Sum of AWS/DynamoDB ConsumedReadCapacityUnits TableName=Papers",
    "(units_read_runs): Sum of AWS/DynamoDB ConsumedReadCapacityUnits TableName=Runs",
    "(units_read_statistics): Sum of AWS/DynamoDB ConsumedReadCapacityUnits TableName=Statistics",
    "(units_read_statistics_by_date): Sum of AWS/DynamoDB ConsumedReadCapacityUnits TableName=Statistics GlobalSecondaryIndexName=by_date",
    "(units_read_statistics_by_status): Sum of AWS/DynamoDB ConsumedReadCapacityUnits TableName=Statistics GlobalSecondaryIndexName=by_status",
    "(units_read_attempts): Sum of AWS/DynamoDB ConsumedReadCapacityUnits TableName=Attempts",
    "(units_read_vectors): Sum of AWS/DynamoDB ConsumedReadCapacityUnits TableName=Vectors",
    "(units_read_handledEvents): Sum of AWS/DynamoDB ConsumedReadCapacityUnits TableName=HandledEvents",
    "(ms_processor): Sum of AWS/Lambda Duration FunctionName=Processor",
    "(ms_projector): Sum of AWS/Lambda Duration FunctionName=Projector",
    "(ms_vectorizer): Sum of AWS/Lambda Duration FunctionName=Vectorizer",
    "(invocations_processor): Sum of AWS/Lambda Invocations FunctionName=Processor",
    "(invocations_projector): Sum of AWS/Lambda Invocations FunctionName=Projector",
    "(invocations_vectorizer): Sum of AWS/Lambda Invocations FunctionName=Vectorizer",
    "(projected): Sum of ours EventsProjected service=projector",
  ],
  "Write units": ofTables("Sum of AWS/DynamoDB ConsumedWriteCapacityUnits"),
  "Read units": ofTables("Sum of AWS/DynamoDB ConsumedReadCapacityUnits"),
  "Lambda time (ms)": ofFunctions("Sum of AWS/Lambda Duration"),
});

const ofFunctions = (metric: string) => [
  `processor: ${metric} FunctionName=Processor`,
  `projector: ${metric} FunctionName=Projector`,
  `vectorizer: ${metric} FunctionName=Vectorizer`,
];

const ofTables = (metric: string) => [
  `papers: ${metric} TableName=Papers`,
  `runs: ${metric} TableName=Runs`,
  `statistics: ${metric} TableName=Statistics`,
  `statistics by_date: ${metric} TableName=Statistics GlobalSecondaryIndexName=by_date`,
  `statistics by_status: ${metric} TableName=Statistics GlobalSecondaryIndexName=by_status`,
  `attempts: ${metric} TableName=Attempts`,
  `vectors: ${metric} TableName=Vectors`,
  `handledEvents: ${metric} TableName=HandledEvents`,
];

describe.each(STAGES)("in stage %s", (stage) => {
  test("the dashboard answers an operator's questions in order", () => {
    const questions = widgetsOf(stage).flatMap((widget) =>
      widget.type === "text" ? [widget.properties.markdown] : [],
    );
    expect(questions).toEqual([
      "## Are runs succeeding?",
      "## How many uploads wait?",
      "## How far behind is the projection?",
      "## What was rejected, throttled, dead-lettered?",
      "## How long do batches take?",
      "## What does it cost?",
    ]);
  });

  test("each graph shows what its title says", () => {
    const graphs = graphsOf(stage).map(({ properties: { title, metrics } }) => [
      title,
      metrics.map((line) => readableLine(stage, line)),
    ]);
    expect(Object.fromEntries(graphs)).toEqual(graphsExpected(stage));
  });

  test("each metric has its own id for metric math", () => {
    for (const { properties } of graphsOf(stage)) {
      const ids = properties.metrics.flatMap(
        (line) => z.object({ id: z.string() }).safeParse(line.at(-1)).data?.id ?? [],
      );
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z0-9_]*$/);
    }
  });

  test("dollars are added up over the time shown, and all other graphs are drawn over the time", () => {
    for (const { properties } of graphsOf(stage))
      expect(properties).toMatchObject(
        properties.title.startsWith("Dollars")
          ? { view: "singleValue", setPeriodToTimeRange: true }
          : { view: "timeSeries" },
      );
  });

  test("every graph shows this region and is within the grid", () => {
    for (const { x, width, properties } of graphsOf(stage)) {
      expect(properties.region).toBe(evaluated(stage).target.region);
      expect(x + width).toBeLessThanOrEqual(24);
    }
  });
});

test("the dashboard uses the prices in the runbook", () => {
  const runbook = readFileSync(join(ROOT, "docs", "operations.md"), "utf8");
  const { millionWriteUnits, millionReadUnits, lambdaGbSecond, millionInvocations, millionEvents } =
    LIST_PRICES;
  for (const named of [
    `${millionWriteUnits} a million write units, ${millionReadUnits} a million read units`,
    `${lambdaGbSecond} a GB-second, ${millionInvocations.toFixed(2)} a million requests`,
    `EventBridge custom events | ${millionEvents.toFixed(2)} a million`,
  ])
    expect(runbook).toContain(named);
});
