import { BY_DATE_INDEX, BY_STATUS_INDEX } from "@paperledger/aws/tables/table-definitions";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { type Alarm, metricAlarm } from "./alarm.ts";
import { functionMetric, mappingMetric, ownMetric, queueMetric, tableMetric } from "./metrics.ts";
import type { Monitored } from "./monitored.ts";
import type { Settings } from "./settings.ts";

/**
 * With FILL, what is not written counts as 0 even where nothing else is written. But then the newest period always has a
 * value, also while its metrics are still on their way: AWS advises to look back one period more.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const IN_THREE_PERIODS_OF_FOUR = { periods: 4, breaching: 3 };
const IN_ONE_PERIOD_OF_TWO = { periods: 2, breaching: 1 };

/** The alarms, as CloudWatch takes them. */
export function alarms(
  { stored, ingested, projected, vectorized }: Monitored,
  { processor: { timeoutSeconds, numbers } }: Settings,
) {
  const { processor } = ingested;
  const { projector, mapping } = projected;
  const { vectorizer } = vectorized;
  const all: readonly Alarm[] = [
    {
      name: "runs-failed",
      meaning:
        "A batch file cannot be read as a whole. Find its reason with the saved query 'failed runs', mend the file and upload it again.",
      threshold: 1,
      periodMinutes: 5,
      sumOf: ownMetric(PROCESSOR, "RunsFailed"),
    },
    {
      name: "runs-unfinished",
      meaning:
        "For 6 hours, more runs had begun than had ended. A run went silent, or there is much to do: 'paperledger runs --stuck' tells which, and 'paperledger redrive' goes on with a silent one.",
      threshold: 1,
      periodMinutes: 60,
      periods: 24,
      breaching: 6,
      expression: {
        text: "RUNNING_SUM(FILL(started, 0) - FILL(completed, 0) - FILL(failed, 0))",
        of: {
          started: ownMetric(PROCESSOR, "RunsStarted"),
          completed: ownMetric(PROCESSOR, "RunsCompleted"),
          failed: ownMetric(PROCESSOR, "RunsFailed"),
        },
      },
    },
    {
      name: "papers-rejected",
      meaning:
        "More than 5 % of the papers of the last 15 minutes were rejected. Look at one run's rejects; most often a source has changed its format.",
      threshold: 5,
      periodMinutes: 15,
      expression: {
        text: "IF(processed > 0, 100 * failed / processed, 0)",
        of: {
          failed: ownMetric(PROCESSOR, "PapersRejected"),
          processed: ownMetric(PROCESSOR, "PapersProcessed"),
        },
      },
    },
    {
      name: "processor-interrupted",
      meaning:
        "Invocations of the processor keep failing; Lambda tries each event again. Read the error in the log: throttling, out of memory, denied permission or time-out.",
      threshold: 1,
      periodMinutes: 5,
      periods: 3,
      sumOf: functionMetric(processor, "Errors"),
    },
    {
      name: "processor-slow",
      meaning: `An invocation came close to its limit of ${timeoutSeconds / 60} minutes: it should have handed its run to the next one earlier. Look why a batch takes so long: throttled tables, slow S3, or too little memory.`,
      threshold: timeoutSeconds * 1_000 - numbers.CONTINUE_MARGIN_MS / 2,
      periodMinutes: 5,
      maximumOf: functionMetric(processor, "Duration"),
    },
    {
      name: "processor-dead-letters",
      meaning:
        "A batch file was given up after all retries. Its event is kept in the queue for 14 days: mend the cause, then redrive it; the run resumes where it was.",
      threshold: 1,
      periodMinutes: 5,
      maximumOf: queueMetric(ingested.deadLetters, "ApproximateNumberOfMessagesVisible"),
    },
    {
      name: "projection-behind",
      meaning:
        "Statistics and published events are more than 5 minutes behind the event log. Look whether the projector fails, is throttled, or has too much to do.",
      threshold: 5 * 60_000,
      periodMinutes: 1,
      periods: 3,
      maximumOf: functionMetric(projector, "IteratorAge"),
    },
    {
      name: "projection-failing",
      meaning:
        "The projector has kept failing for 15 minutes. Read its log: a record that nobody can read, a slow or throttled table or bus, or a denied permission.",
      threshold: 1,
      periodMinutes: 5,
      ...IN_THREE_PERIODS_OF_FOUR,
      expression: {
        text: "FILL(failures, 0) + FILL(errors, 0)",
        of: {
          failures: ownMetric(PROJECTOR, "ProjectionFailures"),
          errors: functionMetric(projector, "Errors"),
        },
      },
    },
    {
      name: "records-discarded",
      meaning:
        "The projector gave up stream records: statistics lack their events and nobody was told of them. They are kept in the discarded bucket: mend the cause, then redrive them.",
      threshold: 1,
      periodMinutes: 5,
      ...IN_ONE_PERIOD_OF_TWO,
      expression: {
        text: "FILL(kept, 0) + FILL(dropped, 0)",
        of: {
          kept: mappingMetric(mapping, "OnFailureDestinationDeliveredEventCount"),
          dropped: mappingMetric(mapping, "DroppedEventCount"),
        },
      },
    },
    {
      name: "vectorizer-dead-letters",
      meaning:
        "The sample subscriber gave up events. They are kept in its queue for 14 days: mend the cause, then redrive them; event_id makes that safe.",
      threshold: 1,
      periodMinutes: 5,
      maximumOf: queueMetric(vectorized.deadLetters, "ApproximateNumberOfMessagesVisible"),
    },
    {
      name: "tables-throttled",
      meaning:
        "DynamoDB refuses writes or reads. The processor waits and tries again; if it lasts, look for one hot key, or lower the batches in flight or the concurrency.",
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
      meaning:
        "Lambda has no room to run a function. Events wait up to 6 hours; raise the reserved concurrency or the account's quota before they are given up.",
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
  return all.map(metricAlarm);
}
