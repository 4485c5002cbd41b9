import { TABLE_SHAPES, type TableNames } from "@paperledger/aws/tables/table-definitions";
import { type Metric, type TableMetric, tableMetric } from "./metrics.ts";
import type { Monitored } from "./monitored.ts";

/** A table or an index. AWS throttles and charges each of them separately. */
export interface Metered {
  /** The label in graphs, such as `statistics` or `statistics by_date`. */
  readonly label: string;
  metric(name: TableMetric): Metric;
}

/** Returns all tables. Each table is followed by its indexes. */
export function meteredTables({ stored, vectorized }: Monitored): readonly Metered[] {
  return [
    ...metered("papers", stored.papers),
    ...metered("runs", stored.runs),
    ...metered("statistics", stored.statistics),
    ...metered("attempts", stored.attempts),
    ...metered("vectors", vectorized.vectors),
    ...metered("handledEvents", vectorized.handledEvents),
  ];
}

const metered = (name: keyof TableNames, table: sst.aws.Dynamo): readonly Metered[] => [
  { label: name, metric: (metric) => tableMetric(table, metric) },
  ...Object.keys(TABLE_SHAPES[name].indexes ?? {}).map((index) => ({
    label: `${name} ${index}`,
    metric: (metric: TableMetric) => tableMetric(table, metric, index),
  })),
];
