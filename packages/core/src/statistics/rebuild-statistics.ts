import type { RunEvent } from "@paperledger/events/run-event";
import type { EventLog, OnUnreadable } from "../runs/event-log.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { type Projected, projectRun } from "./project-runs.ts";

/** Begins rebuilds of the statistics. */
export interface StatisticsRebuilds {
  /**
   * Begins to build statistics anew, beside the live ones: from now on, each projection writes both. A rebuild that
   * was begun before and has not ended is given up.
   *
   * @param slots the number of slots of the new statistics. That of the live ones unless given.
   */
  begin(slots?: number): Promise<StatisticsRebuild>;
}

/** Statistics on their way. Each method but the last throws {@link RebuildGivenUpError} where another rebuild began. */
export interface StatisticsRebuild extends Projected {
  /** Makes them the live ones. */
  switchOver(): Promise<void>;
  /** Ends a rebuild that did not come to that: projections write the live ones alone again. */
  giveUp(): Promise<void>;
  /** Deletes, by pages, all statistics that are neither live nor being built. Gives how many each page deleted. */
  deleteOthers(): AsyncIterable<number>;
}

/** Another rebuild began, and this one ends: what it built is not used, and the other deletes it. */
export class RebuildGivenUpError extends Error {
  override readonly name = "RebuildGivenUpError";

  constructor() {
    super("another rebuild of the statistics began meanwhile, and takes this one's place: wait for that one");
  }
}

/** How far a rebuild is. */
export interface RebuildProgress {
  readonly step: "folding" | "deleting" | "done";
  readonly events: number;
  readonly runs: number;
  /** Items of the statistics before, deleted. */
  readonly deleted: number;
  /** Items of the event log that cannot be read, and so are not counted. */
  readonly unreadable: number;
}

export interface RebuildOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Is called for each item of the event log that is skipped. */
  readonly onUnreadable?: OnUnreadable;
  /** The number of slots of the new statistics. That of the live ones unless given. */
  readonly slots?: number | undefined;
}

/** So many events of a run are held at once. One batch-done is a kilobyte or two. */
const MAX_EVENTS_HELD = 200;

/**
 * Computes the statistics anew from the event log alone, beside the live ones, and makes them the live ones when they
 * hold all that those hold. Runs may go on meanwhile. An event that was appended before the rebuild began is in the
 * log that is read here; one that came later is projected into both; one that is both counts once.
 *
 * Memory does not grow with the log.
 *
 * @throws RebuildGivenUpError, and what the log and the statistics throw: then the live ones stay as they are, and nothing is
 * built any longer
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
    // Where that fails as well, the next rebuild gives it up.
    await rebuild.giveUp().catch(() => {});
    throw error;
  }
  advance({ step: "deleting" });
  for await (const count of rebuild.deleteOthers()) advance({ deleted: progress.deleted + count });
  advance({ step: "done" });
  return progress;
}

/** The log cut into parts, each of one run and bounded in size. */
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
