import type { Attempt, AttemptEnd } from "./attempt-log.ts";

/** An error's message is kept up to here. */
const MAX_MESSAGE_CHARACTERS = 1_000;

/** Returns the end of an attempt as JSON, with its message cut. The attempts table keeps this form too. */
export function attemptEndJson(end: AttemptEnd) {
  switch (end.kind) {
    case "ended":
      return end;
    case "handed-on": {
      const { kind, at, idleInvocations, recordNumber } = end;
      return { kind, at, idle_invocations: idleInvocations, record_number: recordNumber };
    }
    case "interrupted": {
      const { kind, at, by } = end;
      if (by.kind === "deadline") return { kind, at, by };
      const message = by.message.slice(0, MAX_MESSAGE_CHARACTERS).toWellFormed();
      return { kind, at, by: { ...by, message } };
    }
  }
}

/** Returns an attempt as JSON, in the spelling of all other JSON. */
export const attemptJson = ({ traceId, startedAt, requestId, end }: Attempt) => ({
  trace_id: traceId,
  started_at: startedAt,
  request_id: requestId,
  end: end && attemptEndJson(end),
});
