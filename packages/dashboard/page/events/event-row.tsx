import { localDate, preciseTimeOfDay } from "@paperledger/core/text/moment";
import { countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { useState } from "preact/hooks";
import type { EventLine } from "../../src/api/events-answers.ts";
import { now } from "../pieces/now.ts";
import { OutsideText } from "../pieces/outside-text.tsx";
import { TextBlock } from "../pieces/text-block.tsx";
import { ask, problemText } from "../server/ask.ts";
import { Link } from "../shell/link.tsx";
import { runRoute } from "../shell/route.ts";

/** Shows an event in one line, and the whole event once opened. */
export function EventRow({ line, isAfterGap }: { readonly line: EventLine; readonly isAfterGap: boolean }) {
  const { number, heard_at, type, trace_id, seq, occurred_at, text } = line;
  const at = occurred_at ?? heard_at;
  return (
    <li>
      <div class="event-line">
        <time dateTime={at} title={at}>
          {localDate(new Date(at)) !== localDate(now.value) && `${localDate(new Date(at))} `}
          {preciseTimeOfDay(at)}
        </time>
        <span class={`event-type ${type ?? "unknown"}`}>{type ?? "unknown"}</span>
        {trace_id === null ? (
          <span class="dim">–</span>
        ) : (
          <Link to={runRoute(trace_id)} class="ulid">
            {ulidOf(trace_id)}
          </Link>
        )}
        <span class="number dim" title="The place of the event in its run">
          {seq !== null && type !== "failed" && `seq ${countText(seq)}`}
        </span>
        <OutsideText text={text} class="cut" />
      </div>
      <WholeEvent number={number} />
      {isAfterGap && (
        <p class="event-gap">Nobody looked at this page here: the events of that time are not shown.</p>
      )}
    </li>
  );
}

/** Shows the whole event as JSON. It is requested when somebody opens the event. */
function WholeEvent({ number }: { readonly number: number }) {
  const [shown, setShown] = useState<string>();
  const open = async () => {
    const text = await ask<{ readonly json: string }>(`/api/events/${number}`).then(
      ({ json }) => indented(json),
      problemText,
    );
    setShown(text);
  };
  return (
    <details
      class="event-json"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && shown === undefined) void open();
      }}
    >
      <summary>JSON</summary>
      <TextBlock label="Event as JSON" text={shown ?? "Reading…"} />
    </details>
  );
}

/** Returns JSON with an indent, and any other text unchanged. */
function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
