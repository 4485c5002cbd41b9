import { type DynamoDBDocumentClient, paginateQuery, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import { isByHour } from "@paperledger/core/statistics/is-by-hour";
import { isLateWithRejects } from "@paperledger/core/statistics/late-runs";
import { newestFirst } from "@paperledger/core/statistics/newest-first";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { type Scope, scopeId } from "@paperledger/core/statistics/scope";
import { slotOf, slottedId } from "@paperledger/core/statistics/slots";
import type {
  DateRange,
  OldRuns,
  StatisticsStore,
  StoredStatistics,
  TimeRange,
} from "@paperledger/core/statistics/statistics-store";
import { COUNTERS } from "@paperledger/core/statistics/tally";
import {
  type OnUnreadableStatistic,
  UnreadableStatisticError,
} from "@paperledger/core/statistics/unreadable-statistic";
import { parseTraceId, runDateOf, traceIdsBetween } from "@paperledger/core/trace-ids/trace-id";
import { batchGet, MAX_KEYS } from "../tables/batch-get.ts";
import { itemOfJson } from "../tables/parsed-answer.ts";
import { readAhead } from "../tables/read-ahead.ts";
import { readOrReport } from "../tables/read-or-report.ts";
import { scanPages } from "../tables/scan-items.ts";
import { BY_DATE_INDEX, BY_STATUS_INDEX } from "../tables/table-definitions.ts";
import { generationOf, prefixOf, readGenerations, readLiveGenerations } from "./generations.ts";
import { dynamoDbProjection } from "./projection.ts";
import { COMPLETED_WITH_REJECTS, isRunItem, runOfItem, runStatisticId, statusKeysOf } from "./run-item.ts";
import { partOfItem, type ScopePart, sumOfItems } from "./scope-item.ts";
import { isListed, listScopes } from "./scope-list.ts";
import { copiesOutOfStep, isGenerationsId } from "./slot-copies.ts";
import type { SlotChoice } from "./slot-in-use.ts";
import { idOf, type StatisticItem } from "./statistic-item.ts";
import { BY_STATISTIC_ID, getItem } from "./statistics-table.ts";

/**
 * The statistics table in DynamoDB. It may hold several generations of the statistics. One of them is live (see generations.ts). Each
 * reader reads first which generation is live. For a projection alone, use {@link dynamoDbProjection}.
 */
export function dynamoDbStatisticsStore(
  client: DynamoDBDocumentClient,
  table: string,
  slotChoice?: SlotChoice,
): StatisticsStore {
  const statistics = { client, table };

  async function* runsIn(
    index: RunIndex,
    value: string,
    onUnreadable?: OnUnreadableStatistic,
    range?: TimeRange,
    isWanted: (traceId: string) => boolean = () => true,
  ): AsyncIterable<RunStatistics> {
    const { attribute } = index;
    const prefix = prefixOf((await readLiveGenerations(statistics, onUnreadable)).live);
    const ids = range && traceIdsBetween(range);
    const query = {
      TableName: table,
      IndexName: index.name,
      KeyConditionExpression: `#attribute = :value${ids ? " AND trace_id BETWEEN :first AND :last" : ""}`,
      ExpressionAttributeNames: { "#attribute": attribute },
      ExpressionAttributeValues: {
        ":value": prefix + value,
        ...(ids && { ":first": ids.first, ":last": ids.last }),
      },
      ScanIndexForward: false,
    };
    const itemsOf = async ({ Items = [] }: QueryCommandOutput): Promise<readonly StatisticItem[]> => {
      const ids = Items.filter(({ trace_id }) => isWanted(String(trace_id))).map(({ statistic_id }) =>
        String(statistic_id),
      );
      const found = await batchGet(ids, { ...statistics, ...BY_STATISTIC_ID, consistent: false });
      const byId = new Map(found.map((item) => [item.statistic_id, item]));
      // The index may be older than the item, or newer than an eventually consistent read of the item.
      return ids
        .map((id) => byId.get(id))
        .filter((item) => item !== undefined)
        .filter((item) => item[attribute] === prefix + value);
    };
    const pages = paginateQuery({ client, pageSize: MAX_KEYS }, query);
    for await (const items of readAhead(pages, itemsOf, PAGES_AT_ONCE))
      yield* readable(items, runOf, onUnreadable);
  }

  async function* scopesOf<Kind extends Scope["kind"]>(
    kind: Kind,
    range: DateRange,
  ): AsyncIterable<ScopeOf<Kind>> {
    const { live } = await readGenerations(statistics);
    const ids = idsBetween(kind, range);
    for await (const { scope } of listScopes(statistics, live, ids)) if (isOfKind(scope, kind)) yield scope;
  }

  async function* days(range: DateRange = EVERY_DATE): AsyncIterable<string> {
    for await (const { date } of scopesOf("day", range)) yield date;
  }

  const runsWith: StatisticsStore["runsWith"] = (status, onUnreadable, range) => {
    const lists = statusKeysOf(status).map((key) => runsIn(BY_STATUS, key, onUnreadable, range));
    const [only, ...others] = lists;
    return only && others.length === 0 ? only : newestFirst(lists);
  };

  async function* runsBetween(range: TimeRange, onUnreadable?: OnUnreadableStatistic) {
    for await (const date of datesWithRuns(range)) yield* runsIn(BY_DATE, date, onUnreadable, range);
  }

  /** Yields the dates of a range that may have runs, newest first. */
  const datesWithRuns = (range: TimeRange): AsyncIterable<string> =>
    // In a short range, each date is queried. That works also without the list of days, which an earlier version did not write.
    range.to.getTime() - range.from.getTime() < SHORT_RANGE_MS
      ? eachOf(datesBetween(range))
      : days({ from: dateOf(range.from), to: dateOf(range.to) });

  /**
   * Yields the runs of a range that failed or rejected a record, newest first. For a date whose completed runs are all counted by
   * hour, it reads only these runs. For another date it reads all runs: an earlier version, which did not count by hour, did not
   * list the completed runs that rejected a record by themselves.
   *
   * @param isWanted leaves out the runs of other dates
   */
  async function* withReasons(
    range: TimeRange,
    onUnreadable?: OnUnreadableStatistic,
    isWanted: (date: string) => boolean = () => true,
  ): AsyncIterable<RunStatistics> {
    const sums = await tallies("day", { from: dateOf(range.from), to: dateOf(range.to) }, onUnreadable);
    const byHour = new Set(sums.filter(({ tally }) => isByHour("day", tally)).map(({ scope }) => scope.date));
    async function* ofOtherDates() {
      for await (const date of datesWithRuns(range))
        if (isWanted(date) && !byHour.has(date)) yield* runsIn(BY_DATE, date, onUnreadable, range);
    }
    const isByHourAndWanted = (traceId: string) => {
      const date = runDateOf(parseTraceId(traceId));
      return byHour.has(date) && isWanted(date);
    };
    const keys = byHour.size === 0 ? [] : [COMPLETED_WITH_REJECTS, "failed", "running"];
    const lists = keys.map((key) => runsIn(BY_STATUS, key, onUnreadable, range, isByHourAndWanted));
    yield* selected(newestFirst([ofOtherDates(), ...lists]), failedOrRejected);
  }

  const tallies: StatisticsStore["tallies"] = async (kind, range, onUnreadable) => {
    const { live, slots } = await readGenerations(statistics);
    const listed = await Array.fromAsync(listScopes(statistics, live, idsBetween(kind, range)));
    const ids = listed.flatMap(({ statisticIds }) => statisticIds);
    const items = await batchGet(ids, { ...statistics, ...BY_STATISTIC_ID, consistent: false });
    const byId = Map.groupBy(items, (item) => slotOf(idOf(item)).id);
    return listed.flatMap(({ scope }) => {
      if (!isOfKind(scope, kind)) return [];
      const parts = byId.get(scopeId(scope)) ?? [];
      const [tally] = readable([parts], (all) => sumOfItems(scopeId(scope), all, slots).tally, onUnreadable);
      return tally ? [{ scope, tally }] : [];
    });
  };

  async function sumOf(scope: Scope): Promise<ScopePart> {
    const { live, slots } = await readGenerations(statistics);
    const id = scopeId(scope);
    const ids = Array.from({ length: slots }, (_, slot) => prefixOf(live) + slottedId({ id, slot }));
    const items = await batchGet(ids, { ...statistics, ...BY_STATISTIC_ID, consistent: false });
    return sumOfItems(id, items, slots);
  }

  return {
    ...dynamoDbProjection(client, table, slotChoice),

    async run(traceId) {
      const { live } = await readGenerations(statistics);
      const item = await getItem(statistics, runStatisticId(traceId, live), false);
      return item && runOf(item);
    },

    async runs(traceIds, onUnreadable) {
      const { live } = await readLiveGenerations(statistics, onUnreadable);
      const items = await batchGet(
        traceIds.map((traceId) => runStatisticId(traceId, live)),
        { ...statistics, ...BY_STATISTIC_ID, consistent: true },
      );
      return [...readable(items, runOf, onUnreadable)];
    },

    runsOn: (date, onUnreadable) => runsIn(BY_DATE, date, onUnreadable),

    runsWith,

    runsBetween,

    runsWithReasons: (range, onUnreadable) => withReasons(range, onUnreadable),

    days,

    sources: (range) => scopesOf("source", range),

    redrives(range) {
      const { first, last } = traceIdsBetween(range);
      return scopesOf("redrive", { from: first, to: last });
    },

    async *lateWithRejects(range, onUnreadable) {
      const began = { from: dateOf(range.from), to: dateOf(range.to) };
      const scopes = await Array.fromAsync(scopesOf("late", began));
      const dates = new Set(scopes.map(({ date }) => date));
      const [first, last] = [[...dates].toSorted()[0], [...dates].toSorted().at(-1)];
      if (first === undefined || last === undefined) return;
      const ofFiles = { from: new Date(first), to: new Date(Date.parse(last) + DAY_MS - 1) };
      const runs = withReasons(ofFiles, onUnreadable, (date) => dates.has(date));
      yield* selected(runs, (run) => isLateWithRejects(run, range));
    },

    async oldFilesFailedSince(date) {
      const { tally } = await sumOf({ kind: "total" });
      if ((tally.failures_listed ?? 0) !== tally.runs_failed) return undefined;
      const scopes = await Array.fromAsync(scopesOf("failed", { from: date, to: EVERY_DATE.to }));
      return [...new Set(scopes.map(({ date }) => date))];
    },

    tally: async (scope) => (await sumOf(scope)).tally,

    tallies,

    async countedUpTo() {
      const { tally, newestEventAt = null } = await sumOf({ kind: "total" });
      const isTimeUnknown = newestEventAt === null && COUNTERS.some((counter) => tally[counter] !== 0);
      return { newestEventAt, eventsBehind: tally.events_behind, ...(isTimeUnknown && { isTimeUnknown }) };
    },

    async *all(onUnreadable, oldRuns) {
      for (const error of await copiesOutOfStep(statistics)) {
        if (!onUnreadable) throw error;
        onUnreadable(error);
      }
      const { live, slots } = await readLiveGenerations(statistics, onUnreadable);
      const isLive = ({ statistic_id }: StatisticItem) =>
        !isGenerationsId(String(statistic_id)) && generationOf(String(statistic_id)) === live;
      const statisticOf = (item: StatisticItem): StoredStatistics =>
        isRunItem(item)
          ? { kind: "run", run: runOf(item) }
          : {
              kind: "scope",
              id: slotOf(idOf(item)).id,
              isListed: isListed(item),
              ...partOfItem(item, slots),
            };
      const scan = {
        TableName: table,
        ConsistentRead: true,
        Limit: PAGE_ITEMS,
        ...(oldRuns && withoutOldRuns(oldRuns, live)),
      };
      for await (const { items, scannedCount } of scanPages(client, scan)) {
        oldRuns?.onCounted(scannedCount - items.length);
        for (const each of items) {
          const item = itemOfJson(each);
          const statistic = isLive(item)
            ? readOrReport(item, statisticOf, UnreadableStatisticError, onUnreadable)
            : undefined;
          if (statistic) yield statistic;
        }
      }
    },
  };
}

/** Returns the filter of a scan that leaves out the runs of a generation that began before a moment. */
const withoutOldRuns = ({ beganBefore }: OldRuns, generation: number) => ({
  FilterExpression:
    "NOT (begins_with(statistic_id, :run) AND (started_at < :began OR attribute_type(started_at, :null)))",
  ExpressionAttributeValues: {
    ":run": { S: runStatisticId("", generation) },
    ":began": { S: beganBefore },
    ":null": { S: "NULL" },
  },
});

interface RunIndex {
  readonly name: string;
  readonly attribute: "run_date" | "run_status";
}

const BY_DATE: RunIndex = { name: BY_DATE_INDEX, attribute: "run_date" };
const BY_STATUS: RunIndex = { name: BY_STATUS_INDEX, attribute: "run_status" };

type ScopeOf<Kind extends Scope["kind"]> = Extract<Scope, { kind: Kind }>;

const isOfKind = <Kind extends Scope["kind"]>(scope: Scope, kind: Kind): scope is ScopeOf<Kind> =>
  scope.kind === kind;

/** A character that sorts after every character of a source's name and of a trace id. */
const AFTER_ALL = "~";

const idsBetween = (kind: Scope["kind"], { from, to }: DateRange) => ({
  from: `${kind}#${from}`,
  to: `${kind}#${to}${AFTER_ALL}`,
});

const EVERY_DATE: DateRange = { from: "0000-01-01", to: "9999-12-31" };
/** The items of a page of a scan. dynoxide counts one item too many in a page that ends at its limit of 1 MB. These pages do not reach it. */
const PAGE_ITEMS = 250;

/** Pages of runs that are read at the same time. */
const PAGES_AT_ONCE = 8;

const DAY_MS = 86_400_000;
const SHORT_RANGE_MS = 7 * DAY_MS;

const failedOrRejected = ({ run_status, tally }: RunStatistics) =>
  run_status === "failed" || tally.rejected > 0;

const dateOf = (moment: Date) => moment.toISOString().slice(0, 10);

/** The UTC dates of a range, newest first. */
function* datesBetween({ from, to }: TimeRange): Iterable<string> {
  const first = dateOf(from);
  for (let ms = to.getTime(); dateOf(new Date(ms)) >= first; ms -= DAY_MS) yield dateOf(new Date(ms));
}

async function* selected<Each>(
  all: AsyncIterable<Each>,
  isSelected: (each: Each) => boolean,
): AsyncIterable<Each> {
  for await (const each of all) if (isSelected(each)) yield each;
}

async function* eachOf<Each>(all: Iterable<Each>): AsyncIterable<Each> {
  yield* all;
}

const runOf = (item: StatisticItem) => runOfItem(item).run;

/** Yields the items that can be read. Calls `onUnreadable` for each other item. Without `onUnreadable`, throws at the first one. */
function* readable<Stored, Read>(
  items: readonly Stored[],
  read: (item: Stored) => Read,
  onUnreadable?: OnUnreadableStatistic,
): Iterable<Read> {
  for (const item of items) {
    let found: Read;
    try {
      found = read(item);
    } catch (error) {
      if (!(error instanceof UnreadableStatisticError) || !onUnreadable) throw error;
      onUnreadable(error);
      continue;
    }
    yield found;
  }
}
