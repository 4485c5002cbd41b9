import { type DynamoDBDocumentClient, paginateQuery, paginateScan } from "@aws-sdk/lib-dynamodb";
import { type Scope, scopeId } from "@paperledger/core/statistics/scope";
import { slotOf, slottedId } from "@paperledger/core/statistics/slots";
import type {
  ReadRuns,
  StatisticsStore,
  StoredStatistics,
} from "@paperledger/core/statistics/statistics-store";
import {
  type OnUnreadableStatistic,
  UnreadableStatisticError,
} from "@paperledger/core/statistics/unreadable-statistic";
import { batchGet, MAX_KEYS } from "../tables/batch-get.ts";
import { BY_DATE_INDEX, BY_STATUS_INDEX } from "../tables/table-definitions.ts";
import { readRunsOf } from "./commit-runs.ts";
import { generationOf, prefixOf, readGenerations, readLiveGenerations } from "./generations.ts";
import { isRunItem, runOfItem, runStatisticId } from "./run-item.ts";
import { partOfItem, type ScopePart, sumOfItems } from "./scope-item.ts";
import { copiesOutOfStep, isGenerationsId } from "./slot-copies.ts";
import { buildingIn, liveIn, type SlotChoice, slotInUse } from "./slot-in-use.ts";
import { idOf, type StatisticItem } from "./statistic-item.ts";
import { BY_STATISTIC_ID, getItem } from "./statistics-table.ts";

/**
 * The statistics table in DynamoDB. It may hold several generations of the statistics, of which one is live (see
 * generations.ts). Readers ask each time which one. A commit is on condition that the slot's copy of the generations is as
 * it was when the run was read, so a projection may remember it: if it is old, the commit conflicts.
 *
 * The sums of a scope are spread over slots, so that projectors side by side do not write the same items. A store begins in
 * one slot, and goes to another when it meets another projector there.
 */
export function dynamoDbStatisticsStore(
  client: DynamoDBDocumentClient,
  table: string,
  slotChoice?: SlotChoice,
): StatisticsStore {
  const statistics = { client, table };
  const inUse = slotInUse(statistics, slotChoice);

  async function* runsIn(
    IndexName: string,
    attribute: string,
    value: string,
    onUnreadable?: OnUnreadableStatistic,
  ) {
    const prefix = prefixOf((await readLiveGenerations(statistics, onUnreadable)).live);
    const query = {
      TableName: table,
      IndexName,
      KeyConditionExpression: "#attribute = :value",
      ExpressionAttributeNames: { "#attribute": attribute },
      ExpressionAttributeValues: { ":value": prefix + value },
      ScanIndexForward: false,
    };
    for await (const { Items = [] } of paginateQuery({ client }, query))
      for (let from = 0; from < Items.length; from += MAX_KEYS) {
        const ids = Items.slice(from, from + MAX_KEYS).map(({ statistic_id }) => String(statistic_id));
        const found = await batchGet(ids, { ...statistics, ...BY_STATISTIC_ID, consistent: false });
        const byId = new Map(found.map((item) => [item.statistic_id, item]));
        // The index may be behind the item, or ahead of a read that is not consistent.
        const listed = ids
          .map((id) => byId.get(id))
          .filter((item) => item !== undefined)
          .filter((item) => item[attribute] === prefix + value);
        yield* readable(listed, runOf, onUnreadable);
      }
  }

  async function sumOf(scope: Scope): Promise<ScopePart> {
    const { live, slots } = await readGenerations(statistics);
    const id = scopeId(scope);
    const ids = Array.from({ length: slots }, (_, slot) => prefixOf(live) + slottedId({ id, slot }));
    const items = await batchGet(ids, { ...statistics, ...BY_STATISTIC_ID, consistent: false });
    return sumOfItems(id, items, slots);
  }

  return {
    async readRuns(traceIds, signal) {
      const generations = await inUse.generations(signal);
      const inLive = await readRunsOf(statistics, traceIds, liveIn(generations), signal);
      const building = buildingIn(generations);
      if (!building) return inLive;
      return withBuilding(inLive, await readRunsOf(statistics, traceIds, building, signal));
    },

    commit: inUse.commit,

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

    runsOn: (date, onUnreadable) => runsIn(BY_DATE_INDEX, "run_date", date, onUnreadable),

    runsWith: (status, onUnreadable) => runsIn(BY_STATUS_INDEX, "run_status", status, onUnreadable),

    tally: async (scope) => (await sumOf(scope)).tally,

    async countedUpTo() {
      const { tally, newestEventAt = null } = await sumOf({ kind: "total" });
      return { newestEventAt, eventsBehind: tally.events_behind };
    },

    async *all(onUnreadable) {
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
          : { kind: "scope", id: slotOf(idOf(item)).id, ...partOfItem(item, slots) };
      for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
        yield* readable(Items.filter(isLive), statisticOf, onUnreadable);
    },
  };
}

/** Puts the runs of the statistics that are being built beside the live ones. A run that is unreadable in either is unreadable. */
function withBuilding(live: ReadRuns, building: ReadRuns): ReadRuns {
  const built = new Map(building.runs.map((run) => [run.traceId, run]));
  return {
    runs: live.runs.flatMap((run) => {
      const inBuilding = built.get(run.traceId);
      return inBuilding ? [{ ...run, building: inBuilding }] : [];
    }),
    unreadable: [...live.unreadable, ...building.unreadable],
  };
}

const runOf = (item: StatisticItem) => runOfItem(item).run;

/** Yields what can be read. The others are reported; without anyone to report to, the first of them is thrown. */
function* readable<Read>(
  items: readonly StatisticItem[],
  read: (item: StatisticItem) => Read,
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
