import { VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";
import type { Alarm } from "./alarm.ts";
import { messagesIn } from "./metrics.ts";
import type { Vectorization } from "./vectorization.ts";

const { retentionDays } = VECTORIZER.asynchronousInvocation.deadLetters;

/** Returns the alarms on the sample subscriber. */
export const vectorizerAlarms = ({ deadLetters }: Pick<Vectorization, "deadLetters">): readonly Alarm[] => [
  {
    name: "vectorizer-dead-letters",
    meaning: `The sample subscriber gave up events. They are kept in its queue for ${retentionDays} days: mend the cause, then redrive them; event_id makes that safe.`,
    threshold: 1,
    periodMinutes: 5,
    maximumOf: messagesIn(deadLetters),
  },
];
