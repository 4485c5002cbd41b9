import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { type Alarm, IN_THREE_PERIODS_OF_FOUR } from "./alarm.ts";
import type { Ingest } from "./ingest.ts";
import { functionMetric, ownMetric, queueMetric } from "./metrics.ts";
import type { Settings } from "./settings.ts";

const { retentionDays } = PROCESSOR.trigger;

/** The fewest rejected papers for an alarm, so that one bad record in a small file wakes nobody. */
const LEAST_REJECTED = 10;

/** The age of an upload at which the alarm goes off. It leaves some days to act before the queue deletes the message. */
const OLDEST_UPLOAD_DAYS = 3;
/** The age of a backfill's message at which the alarm goes off. A backfill is refused if it would take more than 5 days. */
const OLDEST_BACKFILL_DAYS = 6;
const DAY_SECONDS = 24 * 60 * 60;

/** Returns the alarms on runs, rejected papers and the processor's invocations. */
export function processorAlarms(
  ingested: Pick<Ingest, "processor" | "uploads" | "backfill">,
  { timeoutSeconds, numbers }: Settings["processor"],
): readonly Alarm[] {
  const { processor } = ingested;
  return [
    {
      name: "runs-failed",
      meaning:
        "A batch file cannot be read as a whole. Find its reason with the saved query 'failed runs', fix the file and upload it again.",
      threshold: 1,
      periodMinutes: 5,
      sumOf: ownMetric(PROCESSOR, "RunsFailed"),
    },
    {
      name: "runs-unfinished",
      meaning:
        "For 6 hours, more runs had begun than had ended. Either a run is silent, or there is much to do. Run './paperledger runs --stuck' to see silent runs, and './paperledger redrive' to resume one.",
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
        "More than 5 % of the papers of the last 15 minutes were rejected, and at least 10 papers. Look at the rejects of one run. Most often, a source has changed its format.",
      threshold: 5,
      periodMinutes: 15,
      expression: {
        text: `IF(failed >= ${LEAST_REJECTED}, 100 * failed / processed, 0)`,
        of: {
          failed: ownMetric(PROCESSOR, "PapersRejected"),
          processed: ownMetric(PROCESSOR, "PapersProcessed"),
        },
      },
    },
    {
      name: "processor-interrupted",
      meaning:
        "The processor keeps failing on messages. Each message is received again. Read the error in the log: throttling, out of memory, denied permission, time-out, or a message that cannot be read.",
      threshold: 1,
      periodMinutes: 5,
      ...IN_THREE_PERIODS_OF_FOUR,
      expression: {
        text: "FILL(messages, 0) + FILL(errors, 0)",
        of: {
          messages: ownMetric(PROCESSOR, "MessagesFailed"),
          errors: functionMetric(processor, "Errors"),
        },
      },
    },
    {
      name: "uploads-waiting",
      meaning: `An upload has waited for ${OLDEST_UPLOAD_DAYS} days in the queue, which deletes it after ${retentionDays} days. Raise the processor's concurrency, or find the cause of the delay.`,
      threshold: OLDEST_UPLOAD_DAYS * DAY_SECONDS,
      periodMinutes: 5,
      maximumOf: queueMetric(ingested.uploads, "ApproximateAgeOfOldestMessage"),
    },
    {
      name: "backfill-waiting",
      meaning: `An object of a backfill has waited for ${OLDEST_BACKFILL_DAYS} days in the queue, which deletes it after ${retentionDays} days. Keep its messages longer, or raise the backfill's concurrency.`,
      threshold: OLDEST_BACKFILL_DAYS * DAY_SECONDS,
      periodMinutes: 5,
      maximumOf: queueMetric(ingested.backfill, "ApproximateAgeOfOldestMessage"),
    },
    {
      name: "processor-slow",
      meaning: `An invocation came close to its limit of ${timeoutSeconds / 60} minutes: it should have handed its run to the next invocation earlier. Find out why a batch takes so long: throttled tables, slow S3, or too little memory.`,
      threshold: timeoutSeconds * 1_000 - numbers.CONTINUE_MARGIN_MS / 2,
      periodMinutes: 5,
      maximumOf: functionMetric(processor, "Duration"),
    },
  ];
}
