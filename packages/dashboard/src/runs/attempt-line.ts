import type { Attempt } from "@paperledger/core/runs/attempt-log";
import { countText } from "@paperledger/core/text/quantities";
import type { AttemptLine } from "../api/run-answers.ts";

/** Returns an attempt in the form that the page shows. */
export const attemptLine = ({ startedAt, requestId, end }: Attempt): AttemptLine => ({
  started_at: startedAt,
  request_id: requestId,
  took_ms: end && Date.parse(end.at) - Date.parse(startedAt),
  end: endText(end),
  kind: end?.kind ?? "open",
});

function endText(end: Attempt["end"]): string {
  switch (end?.kind) {
    case undefined:
      return "no end is noted: it is under way, or its process was killed";
    case "ended":
      return end.status;
    case "handed-on": {
      const idle = end.idleInvocations === 0 ? "" : `, ${countText(end.idleInvocations)} without a batch`;
      return `handed on after record ${countText(end.recordNumber)}${idle}`;
    }
    case "interrupted":
      return end.by.kind === "deadline"
        ? "interrupted by the invocation's deadline"
        : `interrupted by ${end.by.name}: ${end.by.message}`;
  }
}
