import { describe, expect, test } from "vitest";
import * as z from "zod";
import { evaluated, inputsOf, ofType } from "./testing/evaluated.ts";
import { readableMetric } from "./testing/readable-metric.ts";
import { STAGES, type Stage } from "./testing/targets.ts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

interface ReadableAlarm {
  /** A statistic of a metric, or metric math. */
  readonly watched: string;
  /** The metrics of metric math, by id. */
  readonly of?: Readonly<Record<string, string>>;
  readonly alarms: string;
}

const alarmsExpected = (stage: Stage): Readonly<Record<string, ReadableAlarm>> => ({
  "runs-failed": {
    watched: "Sum of ours RunsFailed service=batch-processor",
    alarms: ">= 1, in 1 of 1 times 300 s",
  },
  "runs-unfinished": {
    watched: "RUNNING_SUM(FILL(started, 0) - FILL(completed, 0) - FILL(failed, 0))",
    of: {
      started: "Sum of ours RunsStarted service=batch-processor",
      completed: "Sum of ours RunsCompleted service=batch-processor",
      failed: "Sum of ours RunsFailed service=batch-processor",
    },
    alarms: ">= 1, in 6 of 24 times 3600 s",
  },
  "papers-rejected": {
    watched: "IF(failed >= 10, 100 * failed / processed, 0)",
    of: {
      failed: "Sum of ours PapersRejected service=batch-processor",
      processed: "Sum of ours PapersProcessed service=batch-processor",
    },
    alarms: ">= 5, in 1 of 1 times 900 s",
  },
  "processor-interrupted": {
    watched: "FILL(messages, 0) + FILL(errors, 0)",
    of: {
      messages: "Sum of ours MessagesFailed service=batch-processor",
      errors: "Sum of AWS/Lambda Errors FunctionName=Processor",
    },
    alarms: ">= 1, in 3 of 4 times 300 s",
  },
  "uploads-waiting": {
    watched: "Maximum of AWS/SQS ApproximateAgeOfOldestMessage QueueName=Uploads",
    alarms: ">= 259200, in 1 of 1 times 300 s",
  },
  "backfill-waiting": {
    watched: "Maximum of AWS/SQS ApproximateAgeOfOldestMessage QueueName=Backfill",
    alarms: ">= 518400, in 1 of 1 times 300 s",
  },
  "processor-slow": {
    watched: "Maximum of AWS/Lambda Duration FunctionName=Processor",
    alarms: `>= ${stage === "production" ? 585_000 : 885_000}, in 1 of 1 times 300 s`,
  },
  "processor-dead-letters": {
    watched: "DIFF(FILL(messages, 0))",
    of: {
      messages: "Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName=ProcessorDeadLetters",
    },
    alarms: ">= 1, in 1 of 2 times 300 s",
  },
  "backfill-dead-letters": {
    watched: "DIFF(FILL(messages, 0))",
    of: {
      messages: "Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName=BackfillDeadLetters",
    },
    alarms: ">= 1, in 1 of 2 times 300 s",
  },
  "dead-letters-lost": {
    watched: "SUM(FILL(METRICS(), 0))",
    of: {
      projector: "Sum of AWS/Lambda DestinationDeliveryFailures FunctionName=Projector",
      vectorizer: "Sum of AWS/Lambda DestinationDeliveryFailures FunctionName=Vectorizer",
      rule: "Sum of AWS/Events InvocationsFailedToBeSentToDlq RuleName=VectorizerRule EventBusName=Events",
    },
    alarms: ">= 1, in 1 of 2 times 300 s",
  },
  "projection-absent": {
    watched: "IF(RUNNING_SUM(FILL(started, 0)) > 0 AND RUNNING_SUM(FILL(projected, 0)) == 0, 1, 0)",
    of: {
      started: "Sum of ours RunsStarted service=batch-processor",
      projected: "Sum of ours EventsProjected service=projector",
    },
    alarms: ">= 1, in 2 of 4 times 900 s",
  },
  ...(stage === "production" && {
    "feed-missing-arxiv": {
      watched: "Sum of ours FeedFiles service=batch-processor feed=arxiv",
      alarms: "LessThanThreshold than 1, in 26 of 26 times 3600 s, also without data",
    },
    "feed-missing-pubmed/updates": {
      watched: "Sum of ours FeedFiles service=batch-processor feed=pubmed/updates",
      alarms: "LessThanThreshold than 1, in 168 of 168 times 3600 s, also without data",
    },
    "feed-missing-pubmed-updates": {
      watched: "Sum of ours FeedFiles service=batch-processor feed=pubmed-updates",
      alarms: "LessThanThreshold than 1, in 168 of 168 times 3600 s, also without data",
    },
  }),
  "projection-behind": {
    watched: "Maximum of AWS/Lambda IteratorAge FunctionName=Projector",
    alarms: ">= 300000, in 3 of 3 times 60 s",
  },
  "projection-failing": {
    watched: "FILL(failures, 0) + FILL(errors, 0)",
    of: {
      failures: "Sum of ours ProjectionFailures service=projector",
      errors: "Sum of AWS/Lambda Errors FunctionName=Projector",
    },
    alarms: ">= 1, in 3 of 4 times 300 s",
  },
  "records-discarded": {
    watched: "FILL(kept, 0) + FILL(dropped, 0)",
    of: {
      kept: "Sum of AWS/Lambda OnFailureDestinationDeliveredEventCount EventSourceMappingUUID=RunsToProjector-uuid",
      dropped: "Sum of AWS/Lambda DroppedEventCount EventSourceMappingUUID=RunsToProjector-uuid",
    },
    alarms: ">= 1, in 1 of 2 times 300 s",
  },
  "vectorizer-dead-letters": {
    watched: "Sum of AWS/SQS NumberOfMessagesSent QueueName=VectorizerDeadLetters",
    alarms: ">= 1, in 1 of 1 times 300 s",
  },
  "tables-throttled": {
    watched: "SUM(FILL(METRICS(), 0))",
    of: {
      papers_writes: "Sum of AWS/DynamoDB WriteThrottleEvents TableName=Papers",
      papers_reads: "Sum of AWS/DynamoDB ReadThrottleEvents TableName=Papers",
      runs_writes: "Sum of AWS/DynamoDB WriteThrottleEvents TableName=Runs",
      runs_reads: "Sum of AWS/DynamoDB ReadThrottleEvents TableName=Runs",
      statistics_writes: "Sum of AWS/DynamoDB WriteThrottleEvents TableName=Statistics",
      statistics_reads: "Sum of AWS/DynamoDB ReadThrottleEvents TableName=Statistics",
      by_date_writes:
        "Sum of AWS/DynamoDB WriteThrottleEvents TableName=Statistics GlobalSecondaryIndexName=by_date",
      by_status_writes:
        "Sum of AWS/DynamoDB WriteThrottleEvents TableName=Statistics GlobalSecondaryIndexName=by_status",
    },
    alarms: ">= 100, in 3 of 4 times 300 s",
  },
  "functions-throttled": {
    watched: "SUM(FILL(METRICS(), 0))",
    of: {
      processor: "Sum of AWS/Lambda Throttles FunctionName=Processor",
      projector: "Sum of AWS/Lambda Throttles FunctionName=Projector",
      vectorizer: "Sum of AWS/Lambda Throttles FunctionName=Vectorizer",
    },
    alarms: ">= 1, in 3 of 4 times 300 s",
  },
});

const timesSchema = z.object({
  comparisonOperator: z.string(),
  threshold: z.number(),
  evaluationPeriods: z.int(),
  datapointsToAlarm: z.int().optional(),
  /** With `missing`, which is AWS's default, an alarm keeps its state while there is no data. No alarm uses it. */
  treatMissingData: z.enum(["breaching", "notBreaching"]),
});
const dimensions = z.record(z.string(), z.string());
const singleSchema = z.object({
  namespace: z.string(),
  metricName: z.string(),
  dimensions,
  statistic: z.string(),
  period: z.int(),
});
const mathSchema = z.object({
  metricQueries: z.tuple([z.object({ expression: z.string(), returnData: z.literal(true) })]).rest(
    z.object({
      id: z.string(),
      metric: singleSchema.omit({ statistic: true }).extend({ stat: z.string() }),
      returnData: z.literal(false).optional(),
    }),
  ),
});
const alarmSchema = z.union([timesSchema.and(singleSchema), timesSchema.and(mathSchema)]);

/** Returns an alarm in the form of the table above. */
function readable(stage: Stage, inputs: unknown): ReadableAlarm {
  const alarm = alarmSchema.parse(inputs);
  const statistic = ({ metricName, ...metric }: z.infer<typeof singleSchema>) =>
    `${metric.statistic} of ${readableMetric({ ...metric, name: metricName }, evaluated(stage))}`;
  const { comparisonOperator, threshold, evaluationPeriods, datapointsToAlarm = evaluationPeriods } = alarm;
  const isOfAbsence = alarm.treatMissingData === "breaching";
  const operator =
    comparisonOperator === "GreaterThanOrEqualToThreshold" ? ">=" : `${comparisonOperator} than`;
  const alarms = (periods: readonly number[]) =>
    `${operator} ${threshold}, in ${datapointsToAlarm} of ${evaluationPeriods} times ${[...new Set(periods)].join(" or ")} s${isOfAbsence ? ", also without data" : ""}`;
  if ("metricName" in alarm) return { watched: statistic(alarm), alarms: alarms([alarm.period]) };

  const [{ expression }, ...metrics] = alarm.metricQueries;
  return {
    watched: expression,
    of: Object.fromEntries(
      metrics.map(({ id, metric }) => [id, statistic({ ...metric, statistic: metric.stat })]),
    ),
    alarms: alarms(metrics.map(({ metric }) => metric.period)),
  };
}

describe.each(STAGES)("in stage %s", (stage) => {
  test("each failure is watched by its own metric, and its alarm goes off in time", () => {
    const alarms = ofType(stage, ALARM).map(({ name, inputs }) => [name, readable(stage, inputs)]);
    expect(Object.fromEntries(alarms)).toEqual(alarmsExpected(stage));
  });

  test("the threshold of the processor's duration is below its time limit, and above the time at which it hands over", () => {
    const { timeout } = inputsOf(stage, "aws:lambda/function:Function", "ProcessorFunction");
    expect(inputsOf(stage, ALARM, "processor-slow").threshold).toBe(Number(timeout) * 1000 - 15_000);
  });
});
