import type { RunEvent } from "@paperledger/events/run-event";
import type { EventLog, OnUnreadable } from "../runs/event-log.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { type Projected, projectRun } from "./project-runs.ts";

/** Begins rebuilds of the statistics. */
export interface StatisticsRebuilds {
  /**
   * Begins to build new statistics beside the live ones. From now on, each projection writes both. An earlier rebuild that has not
   * ended is given up.
   *
   * @param slots the number of slots of the new statistics. The default is the number of the live statistics
   */
  begin(slots?: number): Promise<StatisticsRebuild>;
}

/** Statistics that are being built. Each method except `deleteOthers` throws {@link RebuildGivenUpError} if another rebuild has begun. */
export interface StatisticsRebuild extends Projected {
  /** Makes the new statistics the live ones. */
  switchOver(): Promise<void>;
  /** Ends a rebuild that has not switched over. Then projections write only the live statistics again. */
  giveUp(): Promise<void>;
  /** Deletes, page by page, all statistics that are neither live nor being built. Yields the number of items that each page deleted. */
  deleteOthers(): AsyncIterable<number>;
}

/** Thrown if another rebuild has begun. Then this rebuild ends. Its statistics are not used, and the other rebuild deletes them. */
export class RebuildGivenUpError extends Error {
  override readonly name = "RebuildGivenUpError";

  constructor() {
    super(
      "another rebuild of the statistics began later and replaces this one: wait until that rebuild ends",
    );
  }
}

/** The progress of a rebuild. */
export interface RebuildProgress {
  readonly step: "folding" | "deleting" | "done";
  readonly events: number;
  readonly runs: number;
  /** The number of deleted items of the earlier statistics. */
  readonly deleted: number;
  /** The number of items of the event log that are not counted, because they cannot be read. */
  readonly unreadable: number;
}

export interface RebuildOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Called for each item of the event log that is skipped. */
  readonly onUnreadable?: OnUnreadable;
  /** The number of slots of the new statistics. The default is the number of the live statistics. */
  readonly slots?: number | undefined;
}

/** The most events of a run that are held in memory at once. A batch-done event has one or two kilobytes. */
const MAX_EVENTS_HELD = 200;

/**
 * Computes new statistics from the event log, beside the live ones. When the new statistics hold everything that the live ones hold,
 * they become the live ones. Runs may continue during the rebuild:
 *
 * - An event that was appended before the rebuild began is read from the log.
 * - An event that is appended later is projected into both statistics.
 * - An event that is both read and projected counts once.
 *
 * Memory does not grow with the log.
 *
 * @throws RebuildGivenUpError, or an error of the log or the statistics. Then the live statistics stay as they are, and the rebuild is
 * given up
 */
export async function rebuildStatistics(
  eventLog: Pick<EventLog, "allEvents">,
  rebuilds: StatisticsRebuilds,
  { onProgress = () => {}, onUnreadable = () => {}, slots }: RebuildOptions = {},
): Promise<RebuildProgress> {
  const rebuild = await rebuilds.begin(slots);
  let progress: RebuildProgress = { step: "folding", events: 0, runs: 0, deleted: 0, unreadable: 0 };
  const advance = (further: Partial<RebuildProgress>) => {
    progress = { ...progress, ...further };
    onProgress(progress);
  };

  const log = eventLog.allEvents((error) => {
    advance({ unreadable: progress.unreadable + 1 });
    onUnreadable(error);
  });
  try {
    let lastRun: string | undefined;
    for await (const { traceId, events } of partsOf(log)) {
      await projectRun(parseTraceId(traceId), events, rebuild);
      advance({
        events: progress.events + events.length,
        runs: progress.runs + (traceId === lastRun ? 0 : 1),
      });
      lastRun = traceId;
    }
    await rebuild.switchOver();
  } catch (error) {
    // If giving up fails too, the next rebuild gives this one up.
    await rebuild.giveUp().catch(() => {});
    throw error;
  }
  advance({ step: "deleting" });
  for await (const count of rebuild.deleteOthers()) advance({ deleted: progress.deleted + count });
  advance({ step: "done" });
  return progress;
}

/** Cuts the log into parts. Each part has events of one run, and at most `MAX_EVENTS_HELD` of them. */
async function* partsOf(
  log: AsyncIterable<RunEvent>,
): AsyncIterable<{ readonly traceId: string; readonly events: readonly RunEvent[] }> {
  let traceId = "";
  let events: RunEvent[] = [];
  for await (const event of log) {
    const { trace_id } = event.metadata;
    if (events.length > 0 && (trace_id !== traceId || events.length === MAX_EVENTS_HELD)) {
      yield { traceId, events };
      events = [];
    }
    traceId = trace_id;
    events.push(event);
  }
  if (events.length > 0) yield { traceId, events };
}
