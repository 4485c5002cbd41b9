import type { Metric } from "./metrics.ts";

type Stat = "Sum" | "Average" | "Maximum" | "p50" | "p95" | "p99";

/** A line of a graph in the form of a dashboard's body: a metric and its options, or metric math. */
export type Line = readonly ($util.Input<string> | object)[];

export interface Graph {
  readonly title: string;
  readonly lines: readonly Line[];
  /** True to show a figure for the whole time instead of each line. */
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

/** Returns a hidden line for a sum that metric math uses by its id. */
export const hiddenSum = (id: string, metric: Metric): Line =>
  line(metric, { id, stat: "Sum", visible: false });

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export const computed = (id: string, label: string, expression: string): Line => [{ id, label, expression }];
