import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { FunctionDescription, MetricOf } from "../description/function-description.ts";

/** Adds to the metrics of one function, in the units of the function's description. */
export interface Meter<Described extends FunctionDescription> {
  add(name: MetricOf<Described>, value: number): void;
  /** Writes a metric at once, with the dimension `service` and these dimensions. */
  addAlone(name: MetricOf<Described>, value: number, dimensions: Readonly<Record<string, string>>): void;
  /** Writes the metrics that were added so far. */
  publish(): void;
}

export const meterOf = <Described extends FunctionDescription>(
  { metrics: units }: Described,
  metrics: Metrics,
): Meter<Described> => ({
  add(name, value) {
    const unit = units[name];
    if (unit) metrics.addMetric(name, unit, value);
  },
  addAlone(name, value, dimensions) {
    const unit = units[name];
    if (!unit) return;
    const alone = metrics.singleMetric();
    alone.addDimensions(dimensions);
    alone.addMetric(name, unit, value);
  },
  publish: () => metrics.publishStoredMetrics(),
});
