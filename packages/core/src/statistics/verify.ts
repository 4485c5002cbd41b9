import type { RunEvent } from "@paperledger/events/run-event";
import type { EventLog } from "../runs/event-log.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { type Difference, differencesOfRun, differencesOfScope } from "./difference.ts";
import { foldRuns } from "./fold-runs.ts";
import type { RunStatistics } from "./run-statistics.ts";
import { scopeId, sharesOf } from "./scope.ts";
import type { StatisticsStore } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";

/** What is compared. */
export interface Verifiable {
  readonly eventLog: Pick<EventLog, "allEvents" | "eventsOf">;
  readonly statistics: Pick<StatisticsStore, "runs" | "all">;
}

/** How the statistics stand beside the fold of the event log. */
export interface Verified {
  readonly events: number;
  readonly runs: number;
  readonly scopes: number;
  readonly differenceCount: number;
  /** The first of them: more are counted alone. */
  readonly differences: readonly Difference[];
  /** Items of the event log that cannot be read, and so are in no fold. */
  readonly unreadableCount: number;
  /** What the first of them are and why. */
  readonly unreadable: readonly string[];
}

export interface VerifyProgress {
  /** Events of the log, folded. */
  readonly events: number;
  /** Items of the statistics, looked through after that. */
  readonly items: number;
}

const MAX_DIFFERENCES_KEPT = 1_000;
const RUNS_AT_ONCE = 100;
const BETWEEN_PROGRESS = 1_000;

/**
 * Compares the statistics with the fold of the event log, by walking each once: the log run by run, beside what is
 * stored of each run; then the statistics, for the scopes and for runs of which the log has no event.
 *
 * Memory does not grow with events or runs. It grows with the days and the sources that there are, and so with time.
 */
export async function verifyStatistics(
  { eventLog, statistics }: Verifiable,
  onProgress: (progress: VerifyProgress) => void = () => {},
  beganAt: string = new Date().toISOString(),
): Promise<Verified> {
  const progress = { events: 0, items: 0 };
  const advance = (counter: keyof VerifyProgress) => {
    progress[counter] += 1;
    if (progress[counter] % BETWEEN_PROGRESS === 0) onProgress({ ...progress });
  };
  const differences: Difference[] = [];
  let differenceCount = 0;
  const unreadable: string[] = [];
  let unreadableCount = 0;
  const noteUnreadable = ({ message }: Error) => {
    unreadableCount += 1;
    if (unreadable.length < MAX_DIFFERENCES_KEPT) unreadable.push(message);
  };
  const note = (found: readonly Difference[]) => {
    differenceCount += found.length;
    differences.push(...found.slice(0, MAX_DIFFERENCES_KEPT - differences.length));
  };

  const expected = new Map<string, Tally>();
  // A run that began since may be in the statistics, and behind where the log was read.
  const isOld = ({ started_at }: RunStatistics) => started_at === null || started_at < beganAt;
  let runs = 0;
  let storedRuns = 0;
  const log = told(eventLog.allEvents(noteUnreadable), () => advance("events"));
  for await (const part of partsOf(foldRuns(log))) {
    const stored = await storedOf(part, statistics);
    for (const run of part) {
      note(differencesOfRun(run.trace_id, run, stored.get(run.trace_id)));
      addShares(run, expected);
    }
    runs += part.length;
    storedRuns += [...stored.values()].filter(isOld).length;
  }

  const scopes = expected.size;
  let runItems = 0;
  for await (const each of statistics.all()) {
    advance("items");
    if (each.kind === "run") runItems += isOld(each.run) ? 1 : 0;
    else {
      note(differencesOfScope(each.id, expected.get(each.id), each.tally));
      expected.delete(each.id);
    }
  }
  for (const [id, tally] of expected) note(differencesOfScope(id, tally, undefined));
  // Only where there are more runs than the log led to can there be one that it does not know.
  if (runItems > storedRuns)
    for await (const run of unloggedRuns({ eventLog, statistics }, isOld))
      note(differencesOfRun(run.trace_id, undefined, run));
  const { events } = progress;
  return { events, runs, scopes, differenceCount, differences, unreadableCount, unreadable };
}

async function* told(events: AsyncIterable<RunEvent>, tell: () => void): AsyncIterable<RunEvent> {
  for await (const event of events) {
    tell();
    yield event;
  }
}

async function* partsOf(runs: AsyncIterable<RunStatistics>): AsyncIterable<readonly RunStatistics[]> {
  let part: RunStatistics[] = [];
  for await (const run of runs) {
    part.push(run);
    if (part.length < RUNS_AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

async function storedOf(part: readonly RunStatistics[], statistics: Verifiable["statistics"]) {
  const stored = await statistics.runs(part.map(({ trace_id }) => parseTraceId(trace_id)));
  return new Map(stored.map((run) => [run.trace_id, run]));
}

function addShares(run: RunStatistics, scopes: Map<string, Tally>): void {
  for (const { scope, tally } of sharesOf(run)) {
    const id = scopeId(scope);
    scopes.set(id, addTally(scopes.get(id) ?? NO_TALLY, tally));
  }
}

async function* unloggedRuns(
  { eventLog, statistics }: Verifiable,
  isOld: (run: RunStatistics) => boolean,
): AsyncIterable<RunStatistics> {
  for await (const each of statistics.all())
    if (
      each.kind === "run" &&
      isOld(each.run) &&
      (await isEmpty(eventLog.eventsOf(parseTraceId(each.run.trace_id), () => {})))
    )
      yield each.run;
}

async function isEmpty(events: AsyncIterable<RunEvent>): Promise<boolean> {
  for await (const _ of events) return false;
  return true;
}
