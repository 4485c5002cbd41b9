import { DatabaseSync } from "node:sqlite";
import type { EventLog, OnUnreadable } from "@paperledger/core/runs/event-log";
import { type TraceId, traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent, RunEventType } from "@paperledger/events/run-event";
import * as z from "zod";

/** Selects events of the log. */
export interface EventSelection {
  /** Selects events that occurred at or after this time. */
  readonly from: Date;
  /** Selects events that occurred before this time. */
  readonly to: Date;
  /** Selects only events of this run. */
  readonly traceId?: TraceId | undefined;
  /** Selects only events of these types. Without types, selects events of all types. */
  readonly types?: readonly RunEventType[];
}

/** The place of an event among the found events. */
export interface EventPlace {
  /** The UTC day on which the event occurred, `YYYY-MM-DD`. */
  readonly day: string;
  readonly trace_id: string;
  readonly seq: number;
}

/** The events that were found. Dispose of this object when it is no longer needed, to delete its temporary database. */
export interface FoundEvents extends Disposable {
  readonly events: number;
  readonly runs: number;
  /**
   * Reads the events. Days come in order. Within a day, runs come in the order in which they began. Within a run, events come by `seq`.
   * Each run of a day is read by itself, so memory does not grow with the log.
   *
   * @param after reading begins after this place
   */
  read(after?: EventPlace): AsyncIterable<RunEvent>;
}

export const placeOf = ({ metadata: { occurred_at, trace_id, seq } }: RunEvent): EventPlace => ({
  day: occurred_at.slice(0, 10),
  trace_id,
  seq,
});

export interface SearchOptions {
  /** Called for each item that cannot be read. The item is skipped. */
  readonly onUnreadable?: OnUnreadable;
  /** Ends the search. Then some events are not found. */
  readonly stop?: AbortSignal;
  /** Called at the beginning and from time to time, with the number of events that were read. */
  readonly onRead?: (events: number) => void;
}

const BETWEEN_PROGRESS = 1_000;

const runOfDaySchema = z.object({ day: z.string(), trace_id: traceIdSchema });

/**
 * Finds and counts the events of a selection. It reads the whole log once, unless the selection names a run. It stores the days and runs
 * that it finds in a temporary database on disk, with about 70 bytes for each run.
 */
export async function findEvents(
  eventLog: Pick<EventLog, "allEvents" | "eventsOf">,
  selection: EventSelection,
  { onUnreadable, stop, onRead = () => {} }: SearchOptions = {},
): Promise<FoundEvents> {
  const isMeant = selects(selection);
  // SQLite deletes a database without a name when it is closed.
  const database = new DatabaseSync("");
  database.exec(
    "CREATE TABLE runs (day TEXT, trace_id TEXT, PRIMARY KEY (day, trace_id)) WITHOUT ROWID; BEGIN",
  );
  const insert = database.prepare("INSERT OR IGNORE INTO runs VALUES (?, ?)");
  const { traceId } = selection;
  let read = 0;
  let events = 0;
  let last: EventPlace | undefined;
  for await (const event of traceId
    ? eventLog.eventsOf(traceId, onUnreadable)
    : eventLog.allEvents(onUnreadable)) {
    if (stop?.aborted) break;
    if (read % BETWEEN_PROGRESS === 0) onRead(read);
    read += 1;
    if (!isMeant(event)) continue;
    events += 1;
    const place = placeOf(event);
    // The events of a run come together.
    if (place.trace_id !== last?.trace_id || place.day !== last.day) insert.run(place.day, place.trace_id);
    last = place;
  }
  database.exec("COMMIT");
  const { runs } = z
    .object({ runs: z.int() })
    .parse(database.prepare("SELECT count(DISTINCT trace_id) AS runs FROM runs").get());

  async function* readFound(after?: EventPlace): AsyncIterable<RunEvent> {
    const { day = "", trace_id = "" } = after ?? {};
    const rows = database
      .prepare("SELECT day, trace_id FROM runs WHERE (day, trace_id) >= (?, ?) ORDER BY day, trace_id")
      .iterate(day, trace_id);
    for (const row of rows) {
      const run = runOfDaySchema.parse(row);
      const isPlaceOfRun = run.day === after?.day && run.trace_id === after.trace_id;
      for await (const event of eventLog.eventsOf(run.trace_id, () => {}))
        if (
          isMeant(event) &&
          placeOf(event).day === run.day &&
          !(isPlaceOfRun && event.metadata.seq <= after.seq)
        )
          yield event;
    }
  }

  return { events, runs, read: readFound, [Symbol.dispose]: () => database.close() };
}

function selects({ from, to, types = [] }: EventSelection): (event: RunEvent) => boolean {
  const [first, end] = [from.toISOString(), to.toISOString()];
  return ({ type, metadata: { occurred_at } }) =>
    occurred_at >= first && occurred_at < end && (types.length === 0 || types.includes(type));
}
