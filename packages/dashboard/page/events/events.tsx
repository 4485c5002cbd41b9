import { countOf } from "@paperledger/core/text/quantities";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { place } from "../server/place.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { route } from "../shell/route.ts";
import { EventFilter } from "./event-filter.tsx";
import { EventRow } from "./event-row.tsx";
import { filterOf } from "./filter.ts";
import { type Tail, useTail } from "./tail.ts";
import "./events.css";

/** Shows the events of the bus as they come. */
export function Events() {
  const filter = filterOf(route.value.params);
  const tail = useTail(filter.search);
  const { lines, problem, missed } = tail.value;
  return (
    <div class="events">
      <header class="bar">
        <h1>Events</h1>
        <EventFilter tail={tail} />
        <CopyCommand command={filter.command} />
      </header>
      <p class="dim" role="status">
        <StateText tail={tail.value} />
      </p>
      {lines.length > 0 && <ProblemBanner problem={problem} />}
      {missed > 0 && (
        <p class="dim">{countOf(missed, "event")} came too fast to be kept, and are not shown.</p>
      )}
      {lines.length === 0 ? (
        <NoEvents tail={tail.value} isFiltered={filter.search !== ""} />
      ) : (
        <ol class="event-list" aria-label="Events, newest first">
          {lines.map((line, nth) => (
            <EventRow
              key={line.number}
              line={line}
              isAfterGap={isAfterGap(lines[nth + 1]?.session, line.session)}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

const isAfterGap = (before: number | undefined, session: number) =>
  before !== undefined && before !== session;

function StateText({ tail: { state, isPaused, waiting, lines } }: { readonly tail: Tail }) {
  if (isPaused) return <>Paused. {countOf(waiting.length, "event")} waiting.</>;
  if (state === "opening") return <>Opening a subscription…</>;
  if (state === "problem") return <>Not listening.</>;
  return <>Listening. {countOf(lines.length, "event")} shown, newest first.</>;
}

function NoEvents({
  tail: { state, problem, isPaused, waiting },
  isFiltered,
}: {
  readonly tail: Tail;
  readonly isFiltered: boolean;
}) {
  if (problem !== undefined)
    return (
      <EmptyState title="No events can be heard">
        <span class="wrapped">{problem.message}</span>
      </EmptyState>
    );
  if (state === "opening") return null;
  if (isPaused && waiting.length > 0)
    return <EmptyState title="Paused">Go on shows the events that are waiting.</EmptyState>;
  return (
    <EmptyState title={isFiltered ? "No such event yet" : "No event yet"}>
      Events show here as they come. Upload a file, or redrive a run.
      {place.value?.kind === "aws" &&
        " While somebody looks at this page, the account has a rule and a queue named paperledger-tail-…. They are removed half a minute after the last time that somebody looked."}
    </EmptyState>
  );
}
