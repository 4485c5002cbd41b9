import { setTimeout as wait } from "node:timers/promises";
import type { RunEvent } from "@paperledger/events/run-event";
import { untilAborted } from "../deadlines/until-aborted.ts";
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
const NEVER = new AbortController().signal;

/** What a projection reads and writes. */
export type Projected = Pick<StatisticsStore, "readRun" | "commit">;

/**
 * Folds events of one run into the statistics: each `seq` once, however often, in whatever order and in whatever
 * parts the events come. Safe beside others that do the same. While a rebuild goes on, it folds them into what is
 * built first, and then into the live statistics: so whatever these hold, those hold as well when they take over.
 *
 * @param options.signal ends reads, commits and waits. It is obeyed even if the store does not obey it. A commit under
 * way may still take effect, which does no harm: the same events can be folded again.
 * @throws ProjectionConflictError after too many conflicts; the signal's reason; and what the store throws
 */
export async function projectRun(
  traceId: TraceId,
  events: readonly RunEvent[],
  statistics: Projected,
  { backoff = BACKOFF, signal = NEVER }: { readonly backoff?: Backoff; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const ending: Projected = {
    readRun: (id) => untilAborted(statistics.readRun(id, signal), signal),
    commit: (before, after, gains) => untilAborted(statistics.commit(before, after, gains, signal), signal),
  };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    signal.throwIfAborted();
    const live = await ending.readRun(traceId);
    const isBuilt = live.building === undefined || (await foldInto(live.building, events, ending));
    if (isBuilt && (await foldInto(live, events, ending))) return;
    await wait(backoffMs(attempt, backoff), undefined, { signal });
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
