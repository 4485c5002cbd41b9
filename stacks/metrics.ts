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

export const functionMetric = (fn: sst.aws.Function, name: string): Metric => ({
  namespace: "AWS/Lambda",
  name,
  dimensions: { FunctionName: fn.name },
});

/** A metric of the reading of a stream, which is not the function's own. */
export const mappingMetric = (mapping: aws.lambda.EventSourceMapping, name: string): Metric => ({
  namespace: "AWS/Lambda",
  name,
  dimensions: { EventSourceMappingUUID: mapping.uuid },
});

/** A metric of a table, or of one of its indexes: a table's own leaves them out. */
export const tableMetric = (table: sst.aws.Dynamo, name: string, index?: string): Metric => ({
  namespace: "AWS/DynamoDB",
  name,
  dimensions: { TableName: table.name, ...(index && { GlobalSecondaryIndexName: index }) },
});

export const queueMetric = (queue: sst.aws.Queue, name: string): Metric => ({
  namespace: "AWS/SQS",
  name,
  dimensions: { QueueName: queue.nodes.queue.name },
});
