import type { RunEvent, RunEventOf, RunEventType } from "@paperledger/events/run-event";
import { BatchFileError } from "../batch-files/batch-file.ts";
import { isSameInput } from "./input-facts.ts";
import type { Processing } from "./processing.ts";

/**
 * Thrown if another attempt at the run has logged another batch at this place, because one of the two attempts could not read as
 * far as the other. This attempt ends. Deliver the event again: the next attempt forms its batches by the log.
 */
export class AttemptOvertakenError extends Error {
  override readonly name = "AttemptOvertakenError";

  constructor({ metadata: { trace_id, seq } }: RunEvent) {
    super(
      `another attempt at run ${trace_id} has logged other records as batch ${seq}, because one of the two could read ` +
        "less of the file: deliver the event again, and the run goes on from the log",
    );
  }
}

/**
 * Appends an event and passes it to `onEvent`. If another attempt has already appended the same event, uses that one.
 *
 * @param signal after it aborts, no request begins, and its reason is thrown
 * @returns the event that the log holds
 * @throws AttemptOvertakenError if one of two attempts was cut short and their batches differ
 * @throws BatchFileError `other-batches` if the log holds another event at this place, which was made from other input
 */
export async function appendEvent<Type extends RunEventType>(
  event: RunEventOf<Type>,
  { eventLog, onEvent }: Pick<Processing, "eventLog" | "onEvent">,
  signal?: AbortSignal,
): Promise<RunEventOf<Type>> {
  const stored = await eventLog.append(event, signal);
  if (isOf(event, stored) && isSameInput(stored, event)) {
    onEvent?.(stored);
    return stored;
  }
  if (isCut(stored) || isCut(event)) throw new AttemptOvertakenError(stored);
  throw otherBatches(event, stored);
}

const isOf = <Type extends RunEventType>(
  event: RunEventOf<Type>,
  stored: RunEvent,
): stored is RunEventOf<Type> => stored.type === event.type;

const isCut = (event: RunEvent) => event.type === "batch-done" && event.data.cut;

function otherBatches(expected: RunEvent, found: RunEvent): BatchFileError {
  const { trace_id, seq } = expected.metadata;
  return new BatchFileError(
    "other-batches",
    `the log of run ${trace_id} holds ${shown(found)} at seq ${seq}, and this attempt has ${shown(expected)} there: ` +
      "the file or the code changed since. Upload the batch file again, as a new run",
  );
}

const shown = (event: RunEvent) =>
  event.type === "batch-done"
    ? `batch-done of records ${event.data.records.first} to ${event.data.records.last}`
    : event.type;
