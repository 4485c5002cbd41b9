import type { Evaluation } from "./evaluation.ts";

/** A metric in the form of alarms and the dashboard. */
export interface GivenMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** For each dimension, the type of resource that it names, and the suffix that SST adds to the resource's name in the program. */
const NAMED_BY: Readonly<Record<string, readonly [type: string, suffix: string]>> = {
  FunctionName: ["aws:lambda/function:Function", "Function"],
  TableName: ["aws:dynamodb/table:Table", "Table"],
  QueueName: ["aws:sqs/queue:Queue", "Queue"],
  EventBusName: ["aws:cloudwatch/eventBus:EventBus", "Bus"],
  RuleName: ["aws:cloudwatch/eventRule:EventRule", ""],
};

/**
 * Returns a metric as readable text, such as `AWS/Lambda Errors FunctionName=Projector` or `ours RunsFailed service=batch-processor`.
 * Resources have their names in the program, and `ours` is the namespace of the stage's own metrics.
 */
export function readableMetric({ namespace, name, dimensions }: GivenMetric, evaluation: Evaluation): string {
  const whose = namespace === `paperledger/${evaluation.target.stage}` ? "ours" : namespace;
  const of = Object.entries(dimensions).map(
    ([dimension, value]) => `${dimension}=${programName(dimension, value, evaluation)}`,
  );
  // Pulumi sorts dimensions by name. In reverse order, a table comes before its index, which is easier to read.
  return [whose, name, ...of.sort().reverse()].join(" ");
}

function programName(dimension: string, value: string, { resources }: Evaluation): string {
  const [type, suffix = ""] = NAMED_BY[dimension] ?? [];
  const named = resources.find((resource) => resource.type === type && resource.inputs.name === value);
  return named ? named.name.replace(new RegExp(`${suffix}$`), "") : value;
}
