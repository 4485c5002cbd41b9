import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { computed, type Graph, hiddenSum } from "./graph.ts";
import { LIST_PRICES } from "./list-prices.ts";
import { meteredTables } from "./metered-tables.ts";
import { functionMetric, ownMetric } from "./metrics.ts";
import type { Monitored } from "./monitored.ts";
import type { Settings } from "./settings.ts";

const MILLION = 1_000_000;
const MS_A_SECOND = 1_000;
const MB_A_GB = 1_024;

const { millionWriteUnits, millionReadUnits, lambdaGbSecond, millionInvocations, millionEvents } =
  LIST_PRICES;

/** Returns a graph of the costs of use, in dollars. The costs of storage, logs and monitoring are not included. */
export function costGraph(monitored: Monitored, { processor, projector, vectorizer }: Settings): Graph {
  const tables = meteredTables(monitored);
  const functions = [
    { id: "processor", fn: monitored.ingested.processor, ...processor },
    { id: "projector", fn: monitored.projected.projector, ...projector },
    { id: "vectorizer", fn: monitored.vectorized.vectorizer, ...vectorizer },
  ];
  const gbMs = functions.map(({ id, memoryMb }) => `FILL(ms_${id}, 0) * ${memoryMb / MB_A_GB}`).join(" + ");
  return {
    title: "Dollars in the time shown (list prices of us-east-1)",
    asFigures: true,
    lines: [
      computed("total", "all of these", "written + read + run + published"),
      computed("written", "DynamoDB writes", millionsOf("units_written", millionWriteUnits)),
      computed("read", "DynamoDB reads", millionsOf("units_read", millionReadUnits)),
      computed(
        "run",
        "Lambda",
        `(${gbMs}) / ${MS_A_SECOND} * ${lambdaGbSecond} + ${millionsOf("invocations", millionInvocations)}`,
      ),
      computed("published", "events", `FILL(projected, 0) * ${millionEvents} / ${MILLION}`),
      ...tables.map(({ label, metric }) =>
        hiddenSum(`units_written_${idOf(label)}`, metric("ConsumedWriteCapacityUnits")),
      ),
      ...tables.map(({ label, metric }) =>
        hiddenSum(`units_read_${idOf(label)}`, metric("ConsumedReadCapacityUnits")),
      ),
      ...functions.map(({ id, fn }) => hiddenSum(`ms_${id}`, functionMetric(fn, "Duration"))),
      ...functions.map(({ id, fn }) => hiddenSum(`invocations_${id}`, functionMetric(fn, "Invocations"))),
      hiddenSum("projected", ownMetric(PROJECTOR, "EventsProjected")),
    ],
  };
}

/** Returns metric math for the price of all metrics whose id contains this text. */
const millionsOf = (inId: string, dollars: number) =>
  `SUM(FILL(METRICS("${inId}"), 0)) * ${dollars} / ${MILLION}`;

const idOf = (label: string) => label.replaceAll(" ", "_");
