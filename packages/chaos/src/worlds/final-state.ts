import { storedPapers } from "@paperledger/aws/papers/stored-papers.fixture";
import { wasLeft } from "@paperledger/core/statistics/scope";
import type { StoredStatistics } from "@paperledger/core/statistics/statistics-store";
import { addTally, NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import type { World } from "./world.ts";

/** Everything that a run has stored, except its attempts, times and durations. */
export interface FinalState {
  readonly papers: readonly unknown[];
  readonly events: readonly unknown[];
  readonly rejects: readonly unknown[];
  readonly statistics: readonly unknown[];
  /** The ids of published events, sorted and without repeats, because an event may be published more than once. */
  readonly published: readonly string[];
  /** The differences between the statistics and the fold of the event log, including times. */
  readonly unexplained: readonly unknown[];
}

/** Fields that differ from one attempt to the next: times and durations. */
const TIMES = new Set([
  "occurred_at",
  "started_at",
  "completed_at",
  "at",
  "batch_ms",
  "batch_ms_sum",
  "batch_ms_min",
  "batch_ms_max",
  "batch_ms_histogram",
]);

export async function finalState({ ledger, services, papersTable, busName }: World): Promise<FinalState> {
  const events = await Array.fromAsync(ledger.eventLog.allEvents());
  const papers = await storedPapers(services.clients.documents, papersTable);
  const rejectKeys = events.flatMap(({ type, data }) =>
    type === "batch-done" && data.reject_key !== null ? [data.reject_key] : [],
  );
  const rejects = await Promise.all(rejectKeys.map((key) => Array.fromAsync(ledger.rejects.read(key))));
  const statistics = addedUp(await Array.fromAsync(ledger.statistics.all()));
  return {
    papers: listed(papers),
    events: listed(events),
    rejects: listed(rejects.flat()),
    statistics: listed(statistics),
    published: [...new Set(services.bus.publishedOn(busName))].sort(),
    unexplained: (await verifyStatistics(ledger)).differences,
  };
}

/**
 * Returns the sums of scopes over all slots. The ids of the sums of late and of failed runs get another date, because their own
 * date is the date of the test. A sum without runs is left out, because it depends on the number of attempts. For
 * example, a run joins the sum of failed runs in its first attempt, and leaves it in its second.
 */
function addedUp(statistics: readonly StoredStatistics[]): readonly unknown[] {
  const sums = new Map<string, Tally>();
  for (const each of statistics)
    if (each.kind === "scope") {
      const id = each.id.replace(/^(late|failed)#[^#]+/, "$1#2000-01-01");
      sums.set(id, addTally(sums.get(id) ?? NO_TALLY, each.tally));
    }
  return [
    ...statistics.filter(({ kind }) => kind === "run"),
    ...[...sums]
      .filter(([id, tally]) => !wasLeft(id, tally))
      .map(([id, tally]) => ({ kind: "scope", id, tally })),
  ];
}

/** Returns a value without times, and with sorted object keys, because DynamoDB returns them in any order. */
const timeless = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([name]) => !TIMES.has(name))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );

/** Returns items sorted by their JSON, because tables return them in any order. */
const listed = (items: readonly unknown[]): unknown[] =>
  items.map(timeless).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
