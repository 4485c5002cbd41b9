import type { Metric } from "./metrics.ts";

type Stat = "Sum" | "Average" | "Maximum" | "p50" | "p95" | "p99";

/** A line of a graph, as a dashboard's body has it: a metric and its options, or metric math. */
export type Line = readonly ($util.Input<string> | object)[];

export interface Graph {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Whether it is figures, each for the whole time that the dashboard shows, in place of lines. */
  readonly asFigures?: boolean;
}

const line = ({ namespace, name, dimensions }: Metric, options: object): Line => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  options,
];

const drawn =
  (stat: Stat) =>
  (metric: Metric, label: string): Line =>
    line(metric, { label, stat });

export const sum = drawn("Sum");
export const most = drawn("Maximum");

export const percentiles = (metric: Metric): readonly Line[] =>
  (["p50", "p95", "p99"] as const).map((stat) => drawn(stat)(metric, stat));

/** A sum that is not shown itself: metric math knows it by its id. */
export const hiddenSum = (id: string, metric: Metric): Line =>
  line(metric, { id, stat: "Sum", visible: false });

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export const computed = (id: string, label: string, expression: string): Line => [{ id, label, expression }];
