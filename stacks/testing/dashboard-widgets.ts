import * as z from "zod";
import { evaluated, inputsOf } from "./evaluated.ts";
import { readableMetric } from "./readable-metric.ts";
import type { Stage } from "./targets.ts";

const mathSchema = z.strictObject({ id: z.string(), label: z.string(), expression: z.string() });
const drawnSchema = z.strictObject({ label: z.string(), stat: z.string() });
const hiddenSchema = z.strictObject({ id: z.string(), stat: z.string(), visible: z.literal(false) });
const lineSchema = z.array(z.unknown()).min(1);
const widgetSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), properties: z.object({ markdown: z.string() }) }),
  z.object({
    type: z.literal("metric"),
    x: z.int(),
    y: z.int(),
    width: z.int(),
    properties: z.object({
      title: z.string(),
      region: z.string(),
      view: z.enum(["timeSeries", "singleValue"]),
      setPeriodToTimeRange: z.boolean().optional(),
      metrics: z.array(lineSchema),
    }),
  }),
]);

/** Returns the widgets of the dashboard: headings and graphs. */
export function widgetsOf(stage: Stage) {
  const { dashboardBody } = inputsOf(stage, "aws:cloudwatch/dashboard:Dashboard", "Dashboard");
  return z.object({ widgets: z.array(widgetSchema) }).parse(JSON.parse(String(dashboardBody))).widgets;
}

export const graphsOf = (stage: Stage) => widgetsOf(stage).filter((widget) => widget.type === "metric");

/** Returns a line of a graph as readable text: `label: statistic of metric`, or `label: metric math`. A hidden line has `(id)` as label. */
export function readableLine(stage: Stage, line: readonly unknown[]): string {
  const options = z.union([mathSchema, drawnSchema, hiddenSchema]).parse(line.at(-1));
  if ("expression" in options) return `${options.label}: ${options.expression}`;
  const [namespace = "", name = "", ...dimensions] = z.array(z.string()).parse(line.slice(0, -1));
  const pairs = dimensions.flatMap((dimension, index) =>
    index % 2 === 0 ? [[dimension, dimensions[index + 1] ?? ""]] : [],
  );
  const metric = { namespace, name, dimensions: Object.fromEntries(pairs) };
  const title = "label" in options ? options.label : `(${options.id})`;
  return `${title}: ${options.stat} of ${readableMetric(metric, evaluated(stage))}`;
}
