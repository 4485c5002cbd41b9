import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";
import { type Alarm, IN_ONE_PERIOD_OF_TWO } from "./alarm.ts";
import { functionMetric, messagesIn, queueMetric, ruleMetric } from "./metrics.ts";
import type { Monitored } from "./monitored.ts";

const { afterReceives, retentionDays: processorDays } = PROCESSOR.trigger.deadLetters;
const { retentionDays: vectorizerDays } = VECTORIZER.asynchronousInvocation.deadLetters;

/**
 * Returns the alarms on dead letters. Each alarm also goes off for a second dead letter while the first one is still in the queue. Messages
 * that a redrive policy moves are not counted as sent, so their alarms watch for a rise of the number of messages in the queue.
 */
export const deadLetterAlarms = ({
  ingested,
  projected: { projector },
  published: { bus },
  vectorized: { vectorizer, deadLetters, rule },
}: Monitored): readonly Alarm[] => [
  processorDeadLetters("processor-dead-letters", ingested.deadLetters),
  processorDeadLetters("backfill-dead-letters", ingested.backfillDeadLetters),
  {
    name: "vectorizer-dead-letters",
    meaning: `The sample subscriber gave up events. They are kept in its queue for ${vectorizerDays} days: fix the cause, then redrive them. That is safe, because event_id prevents repeats.`,
    threshold: 1,
    periodMinutes: 5,
    sumOf: queueMetric(deadLetters, "NumberOfMessagesSent"),
  },
  {
    name: "dead-letters-lost",
    meaning:
      "A dead letter was lost: Lambda could not send it to the function's destination, or EventBridge could not send it to the rule's dead-letter queue. Fix the permission or the queue, then send the events again from the event log.",
    threshold: 1,
    periodMinutes: 5,
    ...IN_ONE_PERIOD_OF_TWO,
    expression: {
      text: "SUM(FILL(METRICS(), 0))",
      of: {
        projector: functionMetric(projector, "DestinationDeliveryFailures"),
        vectorizer: functionMetric(vectorizer, "DestinationDeliveryFailures"),
        rule: ruleMetric(bus, rule, "InvocationsFailedToBeSentToDlq"),
      },
    },
  },
];

/** Returns the alarm on the dead letters of a queue that brings batch files to the processor. */
const processorDeadLetters = (name: string, deadLetters: sst.aws.Queue): Alarm => ({
  name,
  meaning: `A message was given up after ${afterReceives} receives. It is kept for ${processorDays} days after it was sent: fix the cause, then redrive it. The run resumes after its last batch.`,
  threshold: 1,
  periodMinutes: 5,
  ...IN_ONE_PERIOD_OF_TWO,
  expression: {
    text: "DIFF(FILL(messages, 0))",
    of: { messages: messagesIn(deadLetters) },
    over: "Maximum",
  },
});
