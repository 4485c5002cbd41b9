import { eventText } from "@paperledger/core/text/event-text";
import { runEventSchema } from "@paperledger/events/run-event";
import { parseEventText } from "@paperledger/events/sqs-events";
import type { EventLine } from "../api/events-answers.ts";

interface Heard {
  readonly number: number;
  readonly session: number;
  readonly heardAt: Date;
}

/** Returns an event of the bus in the form of the list. The text of an event that this version cannot read says so. */
export function eventLine(json: string, { number, session, heardAt }: Heard): EventLine {
  const heard = { number, session, heard_at: heardAt.toISOString() };
  const parsed = parseEventText(json);
  switch (parsed.kind) {
    case "event": {
      const { "detail-type": detailType, detail } = parsed.event;
      const { occurred_at, trace_id, seq } = detail.metadata;
      const event = runEventSchema.parse({ type: detailType.replace("paper-batch.", ""), ...detail });
      return { ...heard, type: event.type, trace_id, seq, occurred_at, text: eventText(event) };
    }
    case "unknown-type":
    case "other-version":
      return {
        ...heard,
        ...OF_NO_RUN,
        text: `${parsed.detailType}: ${parsed.kind}. This version of paperledger cannot read it`,
      };
    case "other-source":
      return { ...heard, ...OF_NO_RUN, text: `an event of ${parsed.source}` };
    case "invalid":
      return { ...heard, ...OF_NO_RUN, text: `no event: ${parsed.problem}` };
  }
}

const OF_NO_RUN = { type: null, trace_id: null, seq: null, occurred_at: null };
