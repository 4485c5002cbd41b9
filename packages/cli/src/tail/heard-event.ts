import { eventText, seqText } from "@paperledger/core/text/event-text";
import { momentText } from "@paperledger/core/text/moment";
import { runEventSchema } from "@paperledger/events/run-event";
import { parseEventText } from "@paperledger/events/sqs-events";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";

/** An event as it was received. */
export interface HeardEvent {
  /** The whole event as JSON, in EventBridge's envelope. */
  readonly json: string;
  /** The event in one line, for people. */
  readonly line: string;
}

const TYPE_COLUMNS = "batch-done".length;
const SEQ_COLUMNS = "failure 1".length;

/** Reads an event from the body of a message. If this version cannot read the event, its line says so. */
export function heardEvent(json: string, colors: Colors): HeardEvent {
  const parsed = parseEventText(json);
  switch (parsed.kind) {
    case "event": {
      const { "detail-type": detailType, detail } = parsed.event;
      const { occurred_at, trace_id } = detail.metadata;
      const type = detailType.replace("paper-batch.", "");
      const event = runEventSchema.parse({ type, ...detail });
      const text = escapeForTerminal(eventText(event));
      const columns = [type.padEnd(TYPE_COLUMNS), seqText(event).padStart(SEQ_COLUMNS)];
      const line = `${colors.dim(momentText(occurred_at))}  ${escapeForTerminal(trace_id)}  ${columns.join("  ")}  ${text}`;
      return { json, line };
    }
    case "unknown-type":
    case "other-version":
      return {
        json,
        line: `${escapeForTerminal(parsed.detailType)}: ${parsed.kind}. This version of paperledger cannot read it`,
      };
    case "other-source":
      return { json, line: `an event of ${escapeForTerminal(parsed.source)}` };
    case "invalid":
      return { json, line: `no event: ${escapeForTerminal(parsed.problem)}` };
  }
}
