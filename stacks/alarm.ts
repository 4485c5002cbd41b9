import type { Metric } from "./metrics.ts";
import { stageName } from "./stage-name.ts";

const MINUTE_SECONDS = 60;

/**
 * In metric math with FILL, what is not written counts as 0 even if nothing else is written. Then the newest period always has a
 * value, also while its metrics are still on their way. So AWS advises to look back one period more than has to be breaching.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const IN_THREE_PERIODS_OF_FOUR = { periods: 4, breaching: 3 };
export const IN_ONE_PERIOD_OF_TWO = { periods: 2, breaching: 1 };

export interface Alarm {
  /** In kebab case. The runbook has a heading of the same name. */
  readonly name: string;
  /** Says what it means and what to do, for the person who gets it at night. */
  readonly meaning: string;
  readonly threshold: number;
  readonly periodMinutes: number;
  /** How many periods in a row are looked at. The default is 1. */
  readonly periods?: number;
  /** How many of these periods have to be past the threshold. The default is all of them. */
  readonly breaching?: number;
  readonly sumOf?: Metric;
  readonly maximumOf?: Metric;
  /** Metric math, over sums unless it says otherwise. */
  readonly expression?: {
    readonly text: string;
    readonly of: Readonly<Record<string, Metric>>;
    readonly over?: "Maximum";
  };
  /** True for an alarm that something is missing: it is one below the threshold, also if there is no data at all. */
  readonly isOfAbsence?: boolean;
  /** The heading of the runbook. The name of the alarm unless given. */
  readonly heading?: string;
}

/** An alarm, as CloudWatch takes it. */
export const metricAlarm = ({
  name,
  meaning,
  threshold,
  periodMinutes,
  periods = 1,
  breaching,
  isOfAbsence = false,
  heading = name,
  ...watched
}: Alarm) => ({
  name,
  alarm: {
    name: stageName(name),
    alarmDescription: `${meaning} Runbook: docs/operations.md#${heading}`,
    comparisonOperator: isOfAbsence ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: breaching,
    treatMissingData: isOfAbsence ? "breaching" : "notBreaching",
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
        metric: { namespace, metricName: name, dimensions, stat: expression?.over ?? "Sum", period },
      })),
    ],
  };
}
