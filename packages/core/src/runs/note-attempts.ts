import { setTimeout as wait } from "node:timers/promises";
import { type Timestamp, timestamp } from "../papers/paper.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import type { AttemptEnd, AttemptFact, AttemptId, AttemptLog, Interruption } from "./attempt-log.ts";

/** Notes the attempts at runs, as best effort: no method throws, and none waits longer than the timeout. */
export interface AttemptNotes {
  /** Notes that an invocation begins its work on a run. It does not wait for the note to be written. */
  begin(traceId: TraceId, requestId: string): OpenAttempt;
}

interface OpenAttempt {
  /** Notes how the attempt ended. Resolves when both notes are written, or after the timeout. */
  end(end: EndToNote): Promise<void>;
}

type WithoutTime<End> = End extends unknown ? Omit<End, "at"> : never;
export type EndToNote = WithoutTime<AttemptEnd>;

export interface NoteAttemptsOptions {
  readonly now: () => Date;
  /** Called for each note that could not be written. */
  readonly onFailure: (error: unknown, attempt: AttemptId) => void;
  /** The longest that a note may take. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 1_000;

/** The error of a note that took longer than the timeout. */
export class AttemptNoteTimeoutError extends Error {
  override readonly name = "AttemptNoteTimeoutError";

  constructor(timeoutMs: number) {
    super(`the note was not kept within ${timeoutMs} ms: look at the attempts table's throttling`);
  }
}

/**
 * Returns notes that write to a log of attempts as best effort.
 *
 * @example
 * const attempt = attempts.begin(file.traceId, context.awsRequestId);
 * // process the file, then
 * await attempt.end({ kind: "ended", status: "completed" });
 */
export function noteAttempts(
  log: Pick<AttemptLog, "keep">,
  { now, onFailure, timeoutMs = DEFAULT_TIMEOUT_MS }: NoteAttemptsOptions,
): AttemptNotes {
  const note = async (attempt: AttemptId, fact: AttemptFact): Promise<void> => {
    try {
      await within(timeoutMs, async (signal) => log.keep(attempt, fact, signal));
    } catch (error) {
      onFailure(error, attempt);
    }
  };
  const at = (): Timestamp => timestamp(now());
  return {
    begin(traceId, requestId) {
      const attempt = { traceId, startedAt: at(), requestId };
      const begun = note(attempt, { kind: "started" });
      return {
        async end(end) {
          await Promise.all([begun, note(attempt, { ...end, at: at() })]);
        },
      };
    },
  };
}

/** Returns the interruption for an error that an attempt threw. */
export const interruptionBy = (error: unknown): Interruption =>
  error instanceof Error
    ? { kind: "error", name: error.name, message: error.message }
    : { kind: "error", name: "not an Error", message: String(error) };

/** Waits for some work, but not longer than `ms`. After that time it aborts the work's signal and throws. */
async function within(ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const [timeIsOver, workIsDone] = [new AbortController(), new AbortController()];
  const deadline = wait(ms, undefined, { signal: workIsDone.signal }).then(() => {
    const error = new AttemptNoteTimeoutError(ms);
    timeIsOver.abort(error);
    throw error;
  });
  try {
    await Promise.race([work(timeIsOver.signal), deadline]);
  } finally {
    workIsDone.abort();
    deadline.catch(() => {});
  }
}
