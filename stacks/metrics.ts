import type { FunctionDescription, MetricOf } from "@paperledger/functions/description/function-description";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { metricsNamespace } from "./metrics-namespace.ts";

/** A metric of CloudWatch, for alarms and the dashboard alike. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, $util.Input<string>>>;
}

/** A metric that a function writes itself. */
export const ownMetric = <Described extends FunctionDescription>(
  { service }: Described,
  name: MetricOf<Described>,
): Metric => ({ namespace: metricsNamespace(), name, dimensions: { service } });

export type FunctionMetric =
  | "ConcurrentExecutions"
  /** What Lambda gave up and could not send to its destination. */
  | "DestinationDeliveryFailures"
  | "Duration"
  | "Errors"
  | "Invocations"
  | "IteratorAge"
  | "Throttles";

/** The runs that began with a batch file of a feed. */
export const feedMetric = (feed: string): Metric => {
  const { namespace, name, dimensions } = ownMetric(PROCESSOR, "FeedFiles");
  return { namespace, name, dimensions: { ...dimensions, feed } };
};

/**
 * A metric of a rule on a bus of its own.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export const ruleMetric = (
  bus: sst.aws.Bus,
  rule: aws.cloudwatch.EventRule,
  name: "InvocationsFailedToBeSentToDlq",
): Metric => ({
  namespace: "AWS/Events",
  name,
  dimensions: { EventBusName: bus.name, RuleName: rule.name },
});

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export const functionMetric = (fn: sst.aws.Function, name: FunctionMetric): Metric => ({
  namespace: "AWS/Lambda",
  name,
  dimensions: { FunctionName: fn.name },
});

type MappingMetric = "DroppedEventCount" | "OnFailureDestinationDeliveredEventCount";

/** A metric of the reading of a stream, which is not the function's own. */
export const mappingMetric = (mapping: aws.lambda.EventSourceMapping, name: MappingMetric): Metric => ({
  namespace: "AWS/Lambda",
  name,
  dimensions: { EventSourceMappingUUID: mapping.uuid },
});

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export type TableMetric =
  | "ConsumedReadCapacityUnits"
  | "ConsumedWriteCapacityUnits"
  | "ReadThrottleEvents"
  /** Requests refused because another transaction had an item in hand. */
  | "TransactionConflict"
  | "WriteThrottleEvents";

/** A metric of a table, or of one of its indexes: a table's own leaves them out. */
export const tableMetric = (table: sst.aws.Dynamo, name: TableMetric, index?: string): Metric => ({
  namespace: "AWS/DynamoDB",
  name,
  dimensions: { TableName: table.name, ...(index && { GlobalSecondaryIndexName: index }) },
});

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export type QueueMetric =
  /** In seconds, of the message that waits longest. */
  | "ApproximateAgeOfOldestMessage"
  /** Messages sent by SendMessage. A redrive policy moves messages without it. */
  | "NumberOfMessagesSent"
  /** Received and not yet deleted. */
  | "ApproximateNumberOfMessagesNotVisible"
  /** Waiting. */
  | "ApproximateNumberOfMessagesVisible";

export const queueMetric = (queue: sst.aws.Queue, name: QueueMetric): Metric => ({
  namespace: "AWS/SQS",
  name,
  dimensions: { QueueName: queue.nodes.queue.name },
});

/** The messages that wait in a queue. */
export const messagesIn = (queue: sst.aws.Queue): Metric =>
  queueMetric(queue, "ApproximateNumberOfMessagesVisible");
