import { countOf } from "@paperledger/core/text/quantities";
import type { CountedUpToAnswer } from "../../src/api/answers.ts";
import { shortMoment } from "../pieces/formats.ts";
import { now } from "../pieces/now.ts";
import { usePolled } from "../server/polled.ts";

const EVERY_MS = 5_000;

/** Shows the moment up to which events are counted. It is red if events have been missing for too long. */
export function CountedUpTo() {
  const { answer } = usePolled<CountedUpToAnswer>("/api/counted-up-to", () => EVERY_MS).value;
  // The empty element keeps its place until the first answer.
  if (!answer) return <span class="counted" />;
  const { newest_event_at, events_behind, is_late } = answer;
  const at =
    newest_event_at === null
      ? "no event counted"
      : `counted up to ${shortMoment(newest_event_at, now.value)}`;
  return (
    <span class={is_late ? "counted late" : "counted"} title={newest_event_at ?? ""}>
      {at}
      {events_behind > 0 && `, ${countOf(events_behind, "event")} behind`}
    </span>
  );
}
