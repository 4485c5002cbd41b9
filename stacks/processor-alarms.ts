import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import type { Alarm } from "./alarm.ts";
import type { Ingest } from "./ingest.ts";
import { functionMetric, messagesIn, ownMetric } from "./metrics.ts";
import type { Settings } from "./settings.ts";

const { deadLetters } = PROCESSOR.asynchronousInvocation;

/** Returns the alarms on runs, rejected papers and the processor's invocations. */
export function processorAlarms(
  ingested: Pick<Ingest, "processor" | "deadLetters">,
  { timeoutSeconds, numbers }: Settings["processor"],
): readonly Alarm[] {
  const { processor } = ingested;
  return [
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
      meaning: `A batch file was given up after all retries. Its event is kept in the queue for ${deadLetters.retentionDays} days: mend the cause, then redrive it; the run resumes where it was.`,
      threshold: 1,
      periodMinutes: 5,
      maximumOf: messagesIn(ingested.deadLetters),
    },
  ];
}
