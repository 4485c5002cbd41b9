import type { Metric } from "./metrics.ts";
import { stageName } from "./stage-name.ts";

const MINUTE_SECONDS = 60;

export interface Alarm {
  /** In kebab case: also its heading in the runbook. */
  readonly name: string;
  /** What it means and what to do, for whoever gets it at night. */
  readonly meaning: string;
  readonly threshold: number;
  readonly periodMinutes: number;
  /** How many periods in a row. One, unless given. */
  readonly periods?: number;
  /** How many of these have to be past the threshold. All, unless given. */
  readonly breaching?: number;
  readonly sumOf?: Metric;
  readonly maximumOf?: Metric;
  /** Metric math, over sums. */
  readonly expression?: { readonly text: string; readonly of: Readonly<Record<string, Metric>> };
}

/** An alarm, as CloudWatch takes it. */
export const metricAlarm = ({
  name,
  meaning,
  threshold,
  periodMinutes,
  periods = 1,
  breaching,
  ...watched
}: Alarm) => ({
  name,
  alarm: {
    name: stageName(name),
    alarmDescription: `${meaning} Runbook: docs/operations.md#${name}`,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: breaching,
    treatMissingData: "notBreaching",
    ...watchedInput(watched, periodMinutes * MINUTE_SECONDS),
  } satisfies aws.cloudwatch.MetricAlarmArgs,
});

type Watched = Pick<Alarm, "sumOf" | "maximumOf" | "expression">;

function watchedInput({ sumOf, maximumOf, expression }: Watched, period: number) {
  const metric = sumOf ?? maximumOf;
  if (metric)
    return {
      namespace: metric.namespace,
      metricName: metric.name,
      dimensions: metric.dimensions,
      statistic: sumOf ? "Sum" : "Maximum",
      period,
    };
  return {
    metricQueries: [
      { id: "watched", expression: expression?.text, label: "watched", returnData: true },
      ...Object.entries(expression?.of ?? {}).map(([id, { namespace, name, dimensions }]) => ({
        id,
        metric: { namespace, metricName: name, dimensions, stat: "Sum", period },
      })),
    ],
  };
}
