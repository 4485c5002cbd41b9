import type { RunEvent, RunEventOf, RunEventType } from "@paperledger/events/run-event";
import { BatchFileError } from "../batch-files/batch-file.ts";
import type { Processing } from "./process-batch-file.ts";

/** The log holds another kind of event in the place that this one follows to: the file was cut up differently then. */
export class EventLogMismatchError extends BatchFileError {
  constructor(expected: RunEvent, found: RunEvent) {
    const { trace_id, seq } = expected.metadata;
    super(
      "other-batches",
      `the log of run ${trace_id} holds ${found.type} at seq ${seq} where this attempt has ${expected.type}: ` +
        "an earlier attempt, by another version of the code, formed other batches. Upload the batch file again, as a new run",
    );
  }
}

/**
 * Appends an event, or takes the one that another attempt appended first, and tells of it.
 *
 * @throws EventLogMismatchError where the log holds another type of event in its place
 */
export async function appendEvent<Type extends RunEventType>(
  event: RunEventOf<Type>,
  { eventLog, onEvent }: Pick<Processing, "eventLog" | "onEvent">,
): Promise<RunEventOf<Type>> {
  const stored = await eventLog.append(event);
  if (!isSameType(stored, event)) throw new EventLogMismatchError(event, stored);
  onEvent?.(stored);
  return stored;
}

const isSameType = <Type extends RunEventType>(
  stored: RunEvent,
  event: RunEventOf<Type>,
): stored is RunEventOf<Type> => stored.type === event.type;
