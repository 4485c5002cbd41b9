import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { FunctionDescription, MetricOf } from "../description/function-description.ts";

/** Adds to the metrics of one function. Each metric has the unit that its description says. */
export interface Meter<Described extends FunctionDescription> {
  add(name: MetricOf<Described>, value: number): void;
  /** Writes a metric at once, with dimensions of its own beside `service`. */
  addAlone(name: MetricOf<Described>, value: number, dimensions: Readonly<Record<string, string>>): void;
  /** Writes what was added so far. */
  publish(): void;
}

/** Returns the meter of a function. */
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
