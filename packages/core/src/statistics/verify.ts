import type { RunEvent } from "@paperledger/events/run-event";
import { pMapIterable } from "p-map";
import type { EventLog } from "../runs/event-log.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { type Difference, differencesOfRun, differencesOfScope } from "./difference.ts";
import { foldRuns } from "./fold-runs.ts";
import { mostFirst } from "./most-first.ts";
import { newestOf } from "./newest-of.ts";
import { emptyRun, type RunStatistics } from "./run-statistics.ts";
import { type Scope, scopeId, scopeOfId, sharesOf, wasLeft } from "./scope.ts";
import type { SeqRanges } from "./seq-ranges.ts";
import { slotOf } from "./slots.ts";
import type { StatisticsStore } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";
import type { OnUnreadableStatistic, UnreadableStatisticError } from "./unreadable-statistic.ts";
import { wholeRuns } from "./whole-runs.ts";

/** The log and the statistics that are compared. */
export interface Verifiable {
  readonly eventLog: Pick<EventLog, "allEvents" | "eventsOf">;
  readonly statistics: Pick<StatisticsStore, "runs" | "all">;
}

/** The result of comparing the statistics with the fold of the event log. */
export interface Verified {
  readonly events: number;
  readonly runs: number;
  readonly scopes: number;
  readonly differenceCount: number;
  /** The first differences. The others are only counted. */
  readonly differences: readonly Difference[];
  /** All differences, grouped by run or scope and by field, the most frequent group first. */
  readonly groups: readonly DifferenceGroup[];
  /**
   * True if the total counts events, but has no time of its newest event: only an earlier version has counted. The first event that this
   * version counts adds the time.
   */
  readonly lacksNewestEventAt: boolean;
  /** The events in the log that are not counted yet. */
  readonly behind: Behind;
  /** The number of items of either table that cannot be read, and so are not compared. */
  readonly unreadableCount: number;
  /** The first of these items: the name of each, and why it cannot be read. */
  readonly unreadable: readonly string[];
}

/** Differences of one kind. */
export interface DifferenceGroup {
  readonly of: "run" | Scope["kind"];
  readonly field: string;
  readonly count: number;
  /** The first difference of the group. */
  readonly first: Difference;
  /** True if the statistics have no value in any of the differences. */
  readonly isAbsent: boolean;
}

/** The part of the log that is not in the statistics yet. */
interface Behind {
  readonly runs: number;
  readonly events: number;
  /** True if the missing events explain every difference. False if no event is missing. */
  readonly explainsAll: boolean;
}

export interface VerifyProgress {
  /** Events of the log that are folded. */
  readonly events: number;
  /** Items of the statistics that are compared, after all events are folded. */
  readonly items: number;
}

export interface VerificationOptions {
  /** Is called from time to time. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
  /** When the comparison began, in UTC. Now unless given. */
  readonly beganAt?: string;
  /** Ends the comparison between two items. */
  readonly stop?: AbortSignal | undefined;
}

const TOTAL_ID = scopeId({ kind: "total" });
const MAX_KEPT = 1_000;
const RUNS_AT_ONCE = 100;
const BETWEEN_PROGRESS = 1_000;

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
  { onProgress = () => {}, beganAt = new Date().toISOString(), stop }: VerificationOptions = {},
): Promise<Verified> {
  const progress = { events: 0, items: 0 };
  const advance = (counter: keyof VerifyProgress, count = 1) => {
    stop?.throwIfAborted();
    const told = Math.floor(progress[counter] / BETWEEN_PROGRESS);
    progress[counter] += count;
    if (Math.floor(progress[counter] / BETWEEN_PROGRESS) > told) onProgress({ ...progress });
  };
  const differences = counted<Difference>();
  const groups = new Map<string, DifferenceGroup>();
  const differ = (...more: readonly Difference[]) => {
    differences.add(...more);
    for (const each of more) addToGroup(each, groups);
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
  const log = told(eventLog.allEvents(noteUnreadable), ({ metadata }) => {
    advance("events");
    newest = newestOf([newest, metadata.occurred_at]);
  });
  const read = async (part: readonly RunStatistics[]) => ({
    part,
    stored: await storedOf(part, statistics, noteUnreadableItem),
  });
  // The stored runs of the next part are read while this part is compared. They are always read after the events of their runs.
  for await (const { part, stored } of pMapIterable(partsOf(foldRuns(log)), read, { concurrency: 2 })) {
    for (const scanned of part) {
      const { trace_id } = scanned;
      const found = stored.get(trace_id);
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

  const found = new Map<string, Tally>();
  let foundNewest: string | undefined;
  const unreadableScopes = new Set<string>();
  const listed = new Set<string>();
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
    else {
      addTo(found, each.id, each.tally);
      if (each.isListed) listed.add(each.id);
      foundNewest = newestOf([foundNewest, each.newestEventAt]);
    }
  }
  for (const id of new Set([...expected.keys(), ...found.keys()]))
    if (!unreadableScopes.has(id)) {
      if (expected.has(id) || !wasLeft(id, found.get(id) ?? NO_TALLY))
        differ(...differencesOfScope(id, expected.get(id), found.get(id)));
      unexplained += differencesOfScope(
        id,
        countedSums.get(id) ?? NO_TALLY,
        found.get(id) ?? NO_TALLY,
      ).length;
    }
  for (const id of found.keys())
    if (!listed.has(id)) {
      unexplained += 1;
      differ({ of: id, field: "is_listed", expected: true, found: false });
    }
  // An earlier version did not store the time of the newest event.
  if (foundNewest !== undefined && foundNewest !== newest && !unreadableScopes.has(TOTAL_ID))
    differ({ of: TOTAL_ID, field: "newest_event_at", expected: newest, found: foundNewest });
  // A stored run can lack events in the log only if more runs are stored than the walk through the log has found.
  if (runItems > storedRuns)
    for await (const run of unloggedRuns({ eventLog, statistics }, isOld, noteUnreadableItem)) {
      unexplained += 1;
      differ(...differencesOfRun(run.trace_id, undefined, run));
    }
  return {
    events: progress.events,
    runs,
    scopes: expected.size,
    differenceCount: differences.count(),
    differences: differences.first,
    groups: [...groups.values()].toSorted(byCountAndKind),
    lacksNewestEventAt: foundNewest === undefined && found.has(TOTAL_ID) && !unreadableScopes.has(TOTAL_ID),
    behind: { ...behind, explainsAll: behind.events > 0 && unexplained === 0 },
    unreadableCount: unreadable.count(),
    unreadable: unreadable.first,
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

function addToGroup(difference: Difference, groups: Map<string, DifferenceGroup>): void {
  const of = scopeOfId(difference.of)?.kind ?? "run";
  // A run has a field for each source. All of them are one group.
  const field = difference.field.replace(/^by_source\..*$/s, "by_source");
  const key = `${of} ${field}`;
  const group = groups.get(key) ?? { of, field, count: 0, first: difference, isAbsent: true };
  // The tables give items in the order of a hash. The example is the same in every order.
  const first = difference.of < group.first.of ? difference : group.first;
  const isAbsent = group.isAbsent && isNoValue(difference.found);
  groups.set(key, { ...group, count: group.count + 1, first, isAbsent });
}

/** A count or a mark that an earlier version did not make is absent, false, zero or empty. */
const isNoValue = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  (typeof value === "object" && Object.keys(value).length === 0);

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

async function* told(
  events: AsyncIterable<RunEvent>,
  tell: (event: RunEvent) => void,
): AsyncIterable<RunEvent> {
  for await (const event of events) {
    tell(event);
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

function addShares(run: RunStatistics, sums: Map<string, Tally>): void {
  for (const { scope, tally } of sharesOf(run)) addTo(sums, scopeId(scope), tally);
}

const addTo = (sums: Map<string, Tally>, id: string, tally: Tally) =>
  sums.set(id, addTally(sums.get(id) ?? NO_TALLY, tally));

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
