import type { FunctionDescription, MetricOf } from "@paperledger/functions/description/function-description";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { metricsNamespace } from "./metrics-namespace.ts";

/** A metric of CloudWatch, for alarms and for the dashboard. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, $util.Input<string>>>;
}

/** Returns a metric that a function writes itself. */
export const ownMetric = <Described extends FunctionDescription>(
  { service }: Described,
  name: MetricOf<Described>,
): Metric => ({ namespace: metricsNamespace(), name, dimensions: { service } });

export type FunctionMetric =
  | "ConcurrentExecutions"
  /** Events that Lambda gave up and could not send to the function's destination. */
  | "DestinationDeliveryFailures"
  | "Duration"
  | "Errors"
  | "Invocations"
  | "IteratorAge"
  | "Throttles";

/** Returns the metric of runs that began with a batch file of a feed. */
export const feedMetric = (feed: string): Metric => {
  const { namespace, name, dimensions } = ownMetric(PROCESSOR, "FeedFiles");
  return { namespace, name, dimensions: { ...dimensions, feed } };
};

/**
 * Returns a metric of a rule on a custom bus.
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

/** Returns a metric of an event source mapping. */
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
  /** Requests that were refused because of a conflict with a transaction. */
  | "TransactionConflict"
  | "WriteThrottleEvents";

/** Returns a metric of a table or of one of its indexes. A table's metric does not include its indexes. */
export const tableMetric = (table: sst.aws.Dynamo, name: TableMetric, index?: string): Metric => ({
  namespace: "AWS/DynamoDB",
  name,
  dimensions: { TableName: table.name, ...(index && { GlobalSecondaryIndexName: index }) },
});

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export type QueueMetric =
  /** The age in seconds of the message that has waited longest. */
  | "ApproximateAgeOfOldestMessage"
  /** Messages that were sent by SendMessage. Messages that a redrive policy moves are not counted. */
  | "NumberOfMessagesSent"
  /** Messages that were received and are not deleted yet. */
  | "ApproximateNumberOfMessagesNotVisible"
  /** The number of messages that wait in a queue. */
  | "ApproximateNumberOfMessagesVisible";

export const queueMetric = (queue: sst.aws.Queue, name: QueueMetric): Metric => ({
  namespace: "AWS/SQS",
  name,
  dimensions: { QueueName: queue.nodes.queue.name },
});

/** Returns the metric of the messages that wait in a queue. */
export const messagesIn = (queue: sst.aws.Queue): Metric =>
  queueMetric(queue, "ApproximateNumberOfMessagesVisible");
