import type { RunEvent } from "@paperledger/events/run-event";
import { pMapIterable } from "p-map";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { type Difference, differencesOfRun, differencesOfScope, isNothing } from "./difference.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { foldRuns } from "./fold-runs.ts";
import { addShares, addTo, differencesOfSums, foundSums, TOTAL_ID } from "./found-sums.ts";
import { mostFirst } from "./most-first.ts";
import { newestOf } from "./newest-of.ts";
import { runDigests } from "./run-digests.ts";
import { emptyRun, type RunStatistics } from "./run-statistics.ts";
import { scopeOfId } from "./scope.ts";
import type { SeqRanges } from "./seq-ranges.ts";
import { slotOf } from "./slots.ts";
import { NO_TALLY, type Tally } from "./tally.ts";
import type { OnUnreadableStatistic, UnreadableStatisticError } from "./unreadable-statistic.ts";
import { type DifferenceGroup, lacksNewestEventAt, type Verifiable, type Verified } from "./verified.ts";
import { type WalkOptions, walkCount } from "./verify-progress.ts";
import { wholeRuns } from "./whole-runs.ts";

export interface VerificationOptions extends WalkOptions {
  /** When the comparison began, in UTC. Now unless given. */
  readonly beganAt?: string;
}

const MAX_KEPT = 1_000;
const RUNS_AT_ONCE = 100;

/**
 * Compares the statistics with the fold of the event log. It walks through each once:
 *
 * 1. It walks through the log, and compares each run with the stored run.
 * 2. It walks through the statistics, adds up the slots of each scope, and counts the runs. If there are more than the log has, it finds those
 *    that have no event.
 *
 * An item that cannot be read is reported and not compared. Before a run is reported as different, its events are read again by
 * themselves, because a walk may give the events of a run in several parts.
 *
 * Memory does not grow with the number of events or runs. It grows with the number of days and sources.
 *
 * @throws the reason of `stop`, once it has aborted
 */
export async function verifyStatistics(
  { eventLog, statistics }: Verifiable,
  { beganAt = new Date().toISOString(), ...walk }: VerificationOptions = {},
): Promise<Verified> {
  const { advance, events } = walkCount(walk);
  const differences = counted<Difference>();
  const groups = new Map<string, DifferenceGroup>();
  const differ = (...more: readonly Difference[]) => {
    differences.add(...more);
    addToGroups(more, groups);
  };
  const expected = new Map<string, Tally>();
  // For runs that are behind, these sums hold the counted events, and not all events of the log.
  const countedSums = new Map<string, Tally>();
  // The sums of all other runs. At the end they are added to the expected sums and to the counted sums.
  const sharedSums = new Map<string, Tally>();
  const behind = { runs: 0, events: 0 };
  let unexplained = 0;
  const unreadable = counted<string>();
  const noteUnreadable = ({ message }: Error) => unreadable.add(message);
  // The statistics are read several times. An item that cannot be read is reported once.
  const unreadableIds = new Set<string>();
  const noteUnreadableItem = (error: UnreadableStatisticError) => {
    if (!unreadableIds.has(error.id)) noteUnreadable(error);
    unreadableIds.add(error.id);
  };

  // A run that began during the walk may be in the statistics although the walk did not meet its events.
  const isOld = ({ started_at }: RunStatistics) => started_at === null || started_at < beganAt;
  let runs = 0;
  let storedRuns = 0;
  const wholeRun = wholeRuns(eventLog);
  let newest: string | undefined;
  const log = foldRuns(eventLog.allEvents(noteUnreadable), ({ metadata }) => {
    advance("events");
    newest = newestOf([newest, metadata.occurred_at]);
  });
  const digests = { log: runDigests(), stored: runDigests() };
  const read = async (part: readonly RunStatistics[]) => ({
    part,
    stored: await storedOf(part, statistics, noteUnreadableItem),
  });
  // The stored runs of the next part are read while this part is compared. They are always read after the events of their runs.
  for await (const { part, stored } of pMapIterable(partsOf(log), read, { concurrency: 2 })) {
    for (const scanned of part) {
      const { trace_id } = scanned;
      const found = stored.get(trace_id);
      digests.log.add(scanned);
      if (found) digests.stored.add(found);
      const run = await wholeRun(scanned, found);
      if (!run) continue;
      runs += 1;
      const isReadable = !unreadableIds.has(`run#${trace_id}`);
      if ((found && isOld(found)) || !isReadable) storedRuns += 1;
      const missing = isReadable ? eventsMissing(run, found) : 0;
      if (missing > 0) {
        behind.runs += 1;
        behind.events += missing;
        addShares(run, expected);
        addShares(found ?? emptyRun(trace_id), countedSums);
      } else addShares(run, sharedSums);
      if (!isReadable) continue;
      const ofRun = differencesOfRun(trace_id, run, found);
      if (missing === 0) unexplained += ofRun.length;
      differ(...ofRun);
    }
  }
  for (const sums of [expected, countedSums]) for (const [id, tally] of sharedSums) addTo(sums, id, tally);

  const found = foundSums();
  const unreadableScopes = new Set<string>();
  let runItems = 0;
  const onUnreadableItem = (error: UnreadableStatisticError) => {
    // The walk through the log has already counted this item as a run.
    if (unreadableIds.has(error.id)) runItems += 1;
    noteUnreadableItem(error);
    unreadableScopes.add(slotOf(error.id).id);
  };
  const onCounted = (count: number) => {
    advance("items", count);
    runItems += count;
  };
  const items = statistics.all(onUnreadableItem, { beganBefore: beganAt, onCounted });
  for await (const each of items) {
    advance("items");
    if (each.kind === "run") runItems += isOld(each.run) ? 1 : 0;
    else found.add(each);
  }
  differ(...differencesOfSums(expected, newest, found, unreadableScopes));
  for (const id of new Set([...expected.keys(), ...found.tallies.keys()]))
    if (!unreadableScopes.has(id))
      unexplained += differencesOfScope(
        id,
        countedSums.get(id) ?? NO_TALLY,
        found.tallies.get(id) ?? NO_TALLY,
      ).length;
  unexplained += found.unlisted().length;
  // A stored run can lack events in the log only if more runs are stored than the walk through the log has found.
  if (runItems > storedRuns)
    for await (const run of unloggedRuns({ eventLog, statistics }, isOld, noteUnreadableItem)) {
      unexplained += 1;
      digests.stored.add(run);
      differ(...differencesOfRun(run.trace_id, undefined, run));
    }
  return {
    events: events(),
    runs,
    scopes: expected.size,
    differenceCount: differences.count(),
    differences: differences.first,
    groups: [...groups.values()].toSorted(byCountAndKind),
    lacksNewestEventAt: lacksNewestEventAt(found) && !unreadableScopes.has(TOTAL_ID),
    behind: { ...behind, explainsAll: behind.events > 0 && unexplained === 0 },
    unreadableCount: unreadable.count(),
    unreadable: unreadable.first,
    fingerprint: fingerprintOf(digests.log.sum(), digests.stored.sum(), found),
  };
}

/** Returns how many events of a run are not folded in yet. Returns 0 if the stored run differs in any other way. */
function eventsMissing(run: RunStatistics, found: RunStatistics | undefined): number {
  const counted = found?.applied ?? [];
  const isWithin = counted.every(([first, last]) =>
    run.applied.some(([from, to]) => first >= from && last <= to),
  );
  return isWithin ? sizeOf(run.applied) - sizeOf(counted) : 0;
}

const sizeOf = (ranges: SeqRanges) => ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** Adds differences to their groups. All differences of a run or scope have to come together, because a group counts it once. */
function addToGroups(differences: readonly Difference[], groups: Map<string, DifferenceGroup>): void {
  const counted = new Set<string>();
  for (const difference of differences) {
    const of = scopeOfId(difference.of)?.kind ?? "run";
    // A run has a field for each source. All of them are one group.
    const field = difference.field.replace(/^by_source\..*$/s, "by_source");
    const key = `${of} ${field}`;
    const group = groups.get(key) ?? { of, field, count: 0, first: difference, isAbsent: true };
    const isCounted = counted.has(`${key} ${difference.of}`);
    counted.add(`${key} ${difference.of}`);
    // The tables give items in the order of a hash. The example is the same in every order.
    const first = difference.of < group.first.of ? difference : group.first;
    const isAbsent = group.isAbsent && isNoValue(difference.found);
    groups.set(key, { ...group, count: group.count + (isCounted ? 0 : 1), first, isAbsent });
  }
}

/** A count or a mark that an earlier version did not make is absent, false, zero or empty. */
const isNoValue = (value: unknown) => isNothing(value) || value === false || value === 0;

const byCountAndKind = (a: DifferenceGroup, b: DifferenceGroup): number =>
  mostFirst({ name: `${a.of} ${a.field}`, count: a.count }, { name: `${b.of} ${b.field}`, count: b.count });

/** Keeps the first values that are added, and counts all of them. */
function counted<Each>() {
  const first: Each[] = [];
  let count = 0;
  return {
    first,
    count: () => count,
    add(...more: readonly Each[]) {
      count += more.length;
      first.push(...more.slice(0, MAX_KEPT - first.length));
    },
  };
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

/** Reads the stored statistics of some runs. */
async function storedOf(
  part: readonly RunStatistics[],
  statistics: Verifiable["statistics"],
  onUnreadable: OnUnreadableStatistic,
): Promise<ReadonlyMap<string, RunStatistics>> {
  const stored = await statistics.runs(
    part.map(({ trace_id }) => parseTraceId(trace_id)),
    onUnreadable,
  );
  return new Map(stored.map((run) => [run.trace_id, run]));
}

async function* unloggedRuns(
  { eventLog, statistics }: Verifiable,
  isOld: (run: RunStatistics) => boolean,
  onUnreadable: OnUnreadableStatistic,
): AsyncIterable<RunStatistics> {
  for await (const each of statistics.all(onUnreadable))
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
