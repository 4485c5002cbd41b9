import type { FunctionDescription, MetricOf } from "@paperledger/functions/description/function-description";
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
  | "Duration"
  | "Errors"
  | "Invocations"
  | "IteratorAge"
  | "Throttles";

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
  | "WriteThrottleEvents";

/** A metric of a table, or of one of its indexes: a table's own leaves them out. */
export const tableMetric = (table: sst.aws.Dynamo, name: TableMetric, index?: string): Metric => ({
  namespace: "AWS/DynamoDB",
  name,
  dimensions: { TableName: table.name, ...(index && { GlobalSecondaryIndexName: index }) },
});

/** The messages that wait in a queue. */
export const messagesIn = (queue: sst.aws.Queue): Metric => ({
  namespace: "AWS/SQS",
  name: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: queue.nodes.queue.name },
});
