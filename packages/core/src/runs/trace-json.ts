import type { RejectStore } from "../rejects/reject.ts";
import { ratesOfRun } from "../statistics/rates-of-run.ts";
import { redriveLinks } from "../statistics/redrive-links.ts";
import { isProjected } from "../statistics/run-statistics.ts";
import type { StatisticsStore } from "../statistics/statistics-store.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import { attemptJson } from "./attempt-json.ts";
import type { AttemptLog } from "./attempt-log.ts";
import type { EventLog, OnUnreadable } from "./event-log.ts";
import { readAttempts } from "./read-attempts.ts";
import { foldRun } from "./run-fold.ts";

/** The stores that a run is traced from. */
export interface TraceSources {
  readonly eventLog: Pick<EventLog, "eventsOf">;
  readonly attempts: Pick<AttemptLog, "attemptsOf">;
  readonly rejects: Pick<RejectStore, "read">;
  readonly statistics: Pick<StatisticsStore, "redrives">;
}

/**
 * Yields all that is known of a run, as objects to be printed as lines of JSON: the run, its events, its attempts, what cannot be
 * read of them, and its rejects. Yields nothing if the log has no event of the run.
 *
 * The log is read twice, first for the run and then for its events, so that memory does not grow with the run.
 */
export async function* traceJson(
  traceId: TraceId,
  { eventLog, attempts: log, rejects, statistics }: TraceSources,
  onUnreadable?: OnUnreadable,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const fold = await foldRun(traceId, eventLog.eventsOf(traceId, onUnreadable));
  const { statistics: run, rejectKeys, lastEventAt } = fold;
  if (lastEventAt === undefined) return;
  const { redrives = null, redrivenBy: redriven_by } = await redriveLinks(traceId, run, statistics);
  const rates = ratesOfRun(run);
  yield { type: "run", ...run, is_projected: isProjected(run), rates, redrives, redriven_by };
  // Unreadable items were reported when the run was read.
  for await (const { type, metadata, data } of eventLog.eventsOf(traceId, onUnreadable && (() => {})))
    yield { type: "run-event", event: type, metadata, data };
  const { attempts, unreadable } = await readAttempts(log, traceId);
  for (const attempt of attempts) yield { type: "attempt", ...attemptJson(attempt) };
  for (const message of unreadable) yield { type: "unreadable", message };
  for (const key of rejectKeys)
    for await (const reject of rejects.read(key)) yield { type: "reject", reject_key: key, ...reject };
}
