import type { RunEvent } from "@paperledger/events/run-event";
import { emptyRun, foldEvent, type RunStatistics } from "./run-statistics.ts";
import { scopeId, sharesOf } from "./scope.ts";
import type { StoredStatistics } from "./statistics-store.ts";
import { addTally, COUNTERS, NO_TALLY, type Tally } from "./tally.ts";

/** A value that the statistics hold and the fold of the log does not, or the other way round. */
export interface Difference {
  /** The run's trace id, or the scope's id. */
  readonly of: string;
  readonly field: string;
  /** What the fold of the event log says. */
  readonly expected: unknown;
  /** What the statistics table holds. */
  readonly found: unknown;
}

const EVENTS_BETWEEN_PROGRESS = 1_000;

/** The statistics as they have to be. */
export interface ExpectedStatistics {
  readonly events: number;
  readonly runs: ReadonlyMap<string, RunStatistics>;
  readonly scopes: ReadonlyMap<string, Tally>;
}

/**
 * Folds a whole event log. Memory grows with the number of runs, not of events.
 *
 * @param onProgress told from time to time how many events are folded
 */
export async function foldLog(
  events: AsyncIterable<RunEvent>,
  onProgress: (events: number) => void = () => {},
): Promise<ExpectedStatistics> {
  const runs = new Map<string, RunStatistics>();
  let count = 0;
  for await (const event of events) {
    const { trace_id } = event.metadata;
    runs.set(trace_id, foldEvent(runs.get(trace_id) ?? emptyRun(trace_id), event));
    count += 1;
    if (count % EVENTS_BETWEEN_PROGRESS === 0) onProgress(count);
  }
  const scopes = new Map<string, Tally>();
  for (const run of runs.values())
    for (const { scope, tally } of sharesOf(run)) {
      const id = scopeId(scope);
      scopes.set(id, addTally(scopes.get(id) ?? NO_TALLY, tally));
    }
  return { events: count, runs, scopes };
}

/** Where the stored statistics are not what the event log makes them: nothing where they are equal. */
export async function differences(
  expected: ExpectedStatistics,
  stored: AsyncIterable<StoredStatistics>,
): Promise<readonly Difference[]> {
  const missing = new Map<string, Record<string, unknown>>([
    ...[...expected.runs].map(([id, run]) => [id, fieldsOfRun(run)] as const),
    ...[...expected.scopes].map(([id, tally]) => [id, fieldsOfTally(tally)] as const),
  ]);
  const found: Difference[] = [];
  for await (const statistics of stored) {
    const [of, fields] =
      statistics.kind === "run"
        ? [statistics.run.trace_id, fieldsOfRun(statistics.run)]
        : [statistics.id, fieldsOfTally(statistics.tally)];
    found.push(...compare(of, missing.get(of) ?? {}, fields));
    missing.delete(of);
  }
  for (const [of, fields] of missing) found.push(...compare(of, fields, {}));
  return found;
}

function fieldsOfRun({ tally, by_source, ...run }: RunStatistics): Record<string, unknown> {
  const sources = Object.entries(by_source).map(([source, ofSource]) => [`by_source.${source}`, ofSource]);
  return { ...run, ...fieldsOfTally(tally), ...Object.fromEntries(sources) };
}

const fieldsOfTally = (tally: Tally): Record<string, unknown> => ({
  ...Object.fromEntries(COUNTERS.map((counter) => [counter, tally[counter]])),
  batch_ms_min: tally.batch_ms_min,
  batch_ms_max: tally.batch_ms_max,
  batch_ms_histogram: tally.batch_ms_histogram,
});

function compare(
  of: string,
  expected: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  const fields = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...fields]
    .filter((field) => canonical(expected[field]) !== canonical(found[field]))
    .map((field) => ({ of, field, expected: expected[field], found: found[field] }));
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
