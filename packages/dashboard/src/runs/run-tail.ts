import type { EventLog } from "@paperledger/core/runs/event-log";
import { RunFold } from "@paperledger/core/runs/run-fold";
import { emptyRun, foldEvent, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { FIRST_FAILURE_SEQ } from "@paperledger/events/run-event";

/** The state of a run: what the projector has counted, and the events since. */
export interface RunTail {
  readonly statistics: RunStatistics;
  /** When the last of its events happened. Undefined if no event is in the log. */
  readonly lastEventAt: string | undefined;
  readonly hasEnded: boolean;
  /** The number of its failures. */
  readonly failures: number;
  /** The format, if the run's statistics or its first event name it. */
  readonly format: string | null;
  /** Why events cannot be read. */
  readonly unreadable: readonly string[];
}

/** Batches are written at the same time. So the last of these counted events may have happened before the others. */
const READ_AGAIN = 50;

/**
 * Reads the last events of a run, and folds them onto the counted statistics. So a run of 40,000 batches costs a few reads.
 *
 * @param counted the statistics that the projector has written. Without them, the whole log of the run is read
 */
export async function readRunTail(
  traceId: TraceId,
  counted: RunStatistics | undefined,
  eventLog: Pick<EventLog, "eventsOf">,
): Promise<RunTail> {
  const unreadable: string[] = [];
  const note = ({ message }: Error) => void unreadable.push(message);
  const after = lastWithoutGap(counted) - READ_AGAIN;
  const tail = new RunFold(traceId);
  let statistics = counted ?? emptyRun(traceId);
  for await (const event of eventLog.eventsOf(traceId, note, after < 0 ? undefined : after)) {
    tail.add(event);
    statistics = foldEvent(statistics, event);
  }
  const { lastEventAt, hasEnded, failures, started } = tail;
  return {
    statistics,
    lastEventAt,
    hasEnded,
    failures,
    format: statistics.format ?? started?.format ?? (after < 0 ? null : await firstFormat(traceId, eventLog)),
    unreadable,
  };
}

/** Returns the `seq` of the last counted event before the first one that is not counted. */
function lastWithoutGap(counted: RunStatistics | undefined): number {
  const [first, last] = counted?.applied[0] ?? [];
  return first === 0 && last !== undefined ? Math.min(last, FIRST_FAILURE_SEQ - 1) : -1;
}

/** Reads the format from the first event of a run. */
async function firstFormat(traceId: TraceId, eventLog: Pick<EventLog, "eventsOf">): Promise<string | null> {
  for await (const event of eventLog.eventsOf(traceId, () => {}))
    return event.type === "started" ? (event.data.format ?? null) : null;
  return null;
}
