import type { Metric } from "./metrics.ts";
import { stageName } from "./stage-name.ts";

const MINUTE_SECONDS = 60;

/**
 * In metric math with FILL, missing data counts as 0. So the newest period always has a value, even while its metrics are still on their
 * way. AWS therefore advises to evaluate one period more than must be breaching.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const IN_THREE_PERIODS_OF_FOUR = { periods: 4, breaching: 3 };
export const IN_ONE_PERIOD_OF_TWO = { periods: 2, breaching: 1 };

export interface Alarm {
  /** The name in kebab case. The runbook has a heading with the same name. */
  readonly name: string;
  /** The meaning of the alarm and what to do, for the person who gets it at night. */
  readonly meaning: string;
  readonly threshold: number;
  readonly periodMinutes: number;
  /** The number of periods in a row that are evaluated. The default is 1. */
  readonly periods?: number;
  /** The number of these periods that must be past the threshold. The default is all of them. */
  readonly breaching?: number;
  readonly sumOf?: Metric;
  readonly maximumOf?: Metric;
  /** Metric math. Its metrics are sums, unless `statistic` names another statistic. */
  readonly expression?: {
    readonly text: string;
    readonly of: Readonly<Record<string, Metric>>;
    readonly over?: "Maximum";
  };
  /** True for an alarm about missing data. It goes off if the value is below the threshold, or if there is no data. */
  readonly isOfAbsence?: boolean;
  /** The heading in the runbook. The default is the name of the alarm. */
  readonly heading?: string;
}

/** Returns an alarm in CloudWatch's form. */
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
