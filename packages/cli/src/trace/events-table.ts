import { eventText, seqText } from "@paperledger/core/text/event-text";
import { preciseTimeOfDay } from "@paperledger/core/text/moment";
import { someOutcomesText } from "@paperledger/core/text/outcome-counts";
import { countText } from "@paperledger/core/text/quantities";
import type { RunEvent } from "@paperledger/events/run-event";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { type Column, table } from "../text/table.ts";

/** The number of batch-done events that are shown at the beginning and at the end. One line sums up the others. */
const BATCHES_AT_EITHER_END = 4;

interface Line {
  readonly seq: string;
  readonly at: string;
  readonly event: string;
  readonly text: string;
}

/** Returns a table of the events of a run, in order of `seq`. */
export function eventsTable(
  events: readonly RunEvent[],
  all: boolean,
  colors: Colors,
  width?: number,
): string {
  return table(all ? events.map(lineOf) : abridged(events), columns(colors), { width, heading: colors.dim });
}

const columns = (colors: Colors): readonly Column<Line>[] => [
  { heading: "  SEQ", text: ({ seq }) => `  ${seq}`, align: "right" },
  { heading: "AT", text: ({ at }) => at, paint: colors.dim },
  { heading: "EVENT", text: ({ event }) => event },
  { heading: "", text: ({ text }) => text, least: 20 },
];

function abridged(events: readonly RunEvent[]): readonly Line[] {
  const batches = events.filter(({ type }) => type === "batch-done");
  const between = batches.slice(BATCHES_AT_EITHER_END, -BATCHES_AT_EITHER_END);
  if (between.length < 2) return events.map(lineOf);
  const [first] = between;
  return events.flatMap((event) => {
    if (event === first) return [summedUp(between)];
    return between.includes(event) ? [] : [lineOf(event)];
  });
}

function summedUp(batches: readonly RunEvent[]): Line {
  const counts = batches.flatMap((event) => (event.type === "batch-done" ? [event.data] : []));
  const sum = (name: "upserted" | "duplicate" | "rejected") =>
    counts.reduce((total, batch) => total + batch[name], 0);
  return {
    seq: "...",
    at: "",
    event: "batch-done",
    text: `${countText(batches.length)} more: ${someOutcomesText({
      upserted: sum("upserted"),
      duplicate: sum("duplicate"),
      rejected: sum("rejected"),
    })}`,
  };
}

const lineOf = (event: RunEvent): Line => ({
  seq: seqText(event),
  at: preciseTimeOfDay(event.metadata.occurred_at),
  event: event.type,
  text: escapeForTerminal(eventText(event)),
});
