import type { Evaluation } from "./evaluation.ts";

/** A metric, as alarms and the dashboard name it. */
export interface GivenMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The type of resource whose physical name a dimension is, and what SST adds to the program's name of it. */
const NAMED_BY: Readonly<Record<string, readonly [type: string, suffix: string]>> = {
  FunctionName: ["aws:lambda/function:Function", "Function"],
  TableName: ["aws:dynamodb/table:Table", "Table"],
  QueueName: ["aws:sqs/queue:Queue", "Queue"],
  EventBusName: ["aws:cloudwatch/eventBus:EventBus", "Bus"],
  RuleName: ["aws:cloudwatch/eventRule:EventRule", ""],
};

/**
 * A metric as a person reads it: resources go by the program's names, and a stage's own namespace is `ours`, as in
 * `AWS/Lambda Errors FunctionName=Projector` or `ours RunsFailed service=batch-processor`.
 */
export function readableMetric({ namespace, name, dimensions }: GivenMetric, evaluation: Evaluation): string {
  const whose = namespace === `paperledger/${evaluation.target.stage}` ? "ours" : namespace;
  const of = Object.entries(dimensions).map(
    ([dimension, value]) => `${dimension}=${programName(dimension, value, evaluation)}`,
  );
  // Pulumi sorts them: a table reads better before its index.
  return [whose, name, ...of.sort().reverse()].join(" ");
}

function programName(dimension: string, value: string, { resources }: Evaluation): string {
  const [type, suffix = ""] = NAMED_BY[dimension] ?? [];
  const named = resources.find((resource) => resource.type === type && resource.inputs.name === value);
  return named ? named.name.replace(new RegExp(`${suffix}$`), "") : value;
}
