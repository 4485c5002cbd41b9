import type { Attempt } from "@paperledger/core/runs/attempt-log";
import { attemptEndText } from "@paperledger/core/text/attempt-end";
import type { AttemptLine } from "../api/run-answers.ts";

/** Returns an attempt in the form that the page shows. */
export const attemptLine = ({ startedAt, requestId, end }: Attempt): AttemptLine => ({
  started_at: startedAt,
  request_id: requestId,
  took_ms: end && Date.parse(end.at) - Date.parse(startedAt),
  end: attemptEndText(end),
  kind: end?.kind ?? "open",
});
