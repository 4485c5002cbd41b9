import { BY_DATE_INDEX, BY_STATUS_INDEX } from "@paperledger/aws/tables/table-definitions";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { type Alarm, IN_THREE_PERIODS_OF_FOUR } from "./alarm.ts";
import { functionMetric, tableMetric } from "./metrics.ts";
import type { Monitored } from "./monitored.ts";

const { afterReceives } = PROCESSOR.trigger.deadLetters;

/** Returns the alarms on requests that DynamoDB throttles and on invocations that Lambda throttles. */
export const throttlingAlarms = ({
  stored,
  ingested: { processor },
  projected: { projector },
  vectorized: { vectorizer },
}: Monitored): readonly Alarm[] => [
  {
    name: "tables-throttled",
    meaning:
      "DynamoDB throttles writes or reads. The processor waits and tries again. If it lasts, look for one hot key, or lower the batches in flight or the concurrency.",
    threshold: 100,
    periodMinutes: 5,
    ...IN_THREE_PERIODS_OF_FOUR,
    expression: {
      text: "SUM(FILL(METRICS(), 0))",
      of: {
        papers_writes: tableMetric(stored.papers, "WriteThrottleEvents"),
        papers_reads: tableMetric(stored.papers, "ReadThrottleEvents"),
        runs_writes: tableMetric(stored.runs, "WriteThrottleEvents"),
        runs_reads: tableMetric(stored.runs, "ReadThrottleEvents"),
        statistics_writes: tableMetric(stored.statistics, "WriteThrottleEvents"),
        statistics_reads: tableMetric(stored.statistics, "ReadThrottleEvents"),
        by_date_writes: tableMetric(stored.statistics, "WriteThrottleEvents", BY_DATE_INDEX),
        by_status_writes: tableMetric(stored.statistics, "WriteThrottleEvents", BY_STATUS_INDEX),
      },
    },
  },
  {
    name: "functions-throttled",
    meaning: `Lambda throttles a function. The processor's messages are given up after ${afterReceives} throttled receives: lower its concurrency, or raise the account's quota.`,
    threshold: 1,
    periodMinutes: 5,
    ...IN_THREE_PERIODS_OF_FOUR,
    expression: {
      text: "SUM(FILL(METRICS(), 0))",
      of: {
        processor: functionMetric(processor, "Throttles"),
        projector: functionMetric(projector, "Throttles"),
        vectorizer: functionMetric(vectorizer, "Throttles"),
      },
    },
  },
];
