import { setTimeout as wait } from "node:timers/promises";
import type { RunEvent } from "@paperledger/events/run-event";
import { type Backoff, backoffMs } from "../retries/backoff.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import { foldEvent } from "./run-statistics.ts";
import { gains } from "./scope.ts";
import type { StatisticsStore, StoredRun } from "./statistics-store.ts";

/** Others kept changing the same statistics for as long as this one tried. */
export class ProjectionConflictError extends Error {
  override readonly name = "ProjectionConflictError";

  constructor(traceId: TraceId, attempts: number) {
    super(
      `the statistics of run ${traceId} were changed by others ${attempts} times in a row: deliver its events again`,
    );
  }
}

const MAX_ATTEMPTS = 30;
const BACKOFF: Backoff = { baseMs: 10, capMs: 500 };

/** What a projection reads and writes. */
export type Projected = Pick<StatisticsStore, "readRun" | "commit">;

/**
 * Folds events of one run into the statistics: each `seq` once, however often, in whatever order and in whatever
 * parts the events come. Safe beside others that do the same. While a rebuild goes on, it folds them into what is
 * built first, and then into the live statistics: so whatever these hold, those hold as well when they take over.
 *
 * @throws ProjectionConflictError after too many conflicts; and what the store throws
 */
export async function projectRun(
  traceId: TraceId,
  events: readonly RunEvent[],
  statistics: Projected,
  backoff = BACKOFF,
): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const live = await statistics.readRun(traceId);
    const isBuilt = live.building === undefined || (await foldInto(live.building, events, statistics));
    if (isBuilt && (await foldInto(live, events, statistics))) return;
    await wait(backoffMs(attempt, backoff));
  }
  throw new ProjectionConflictError(traceId, MAX_ATTEMPTS);
}

/** Gives whether the events are in. */
async function foldInto(
  before: StoredRun,
  events: readonly RunEvent[],
  statistics: Projected,
): Promise<boolean> {
  const after = events.reduce(foldEvent, before.run);
  if (after === before.run) return true;
  return (await statistics.commit(before, after, gains(before.run, after))) === "committed";
}
