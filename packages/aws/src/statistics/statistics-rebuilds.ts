import { setTimeout as wait } from "node:timers/promises";
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
  paginateScan,
} from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";
import {
  RebuildGivenUpError,
  type StatisticsRebuild,
  type StatisticsRebuilds,
} from "@paperledger/core/statistics/rebuild-statistics";
import type { ReadGeneration } from "@paperledger/core/statistics/statistics-store";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { changeGenerations } from "./change-generations.ts";
import { readRunsOf } from "./commit-runs.ts";
import { generationOf, readGenerations } from "./generations.ts";
import { deleteCopies, isGenerationsId } from "./slot-copies.ts";
import { buildingIn, slotInUse } from "./slot-in-use.ts";
import type { StatisticsTable } from "./statistics-table.ts";

/**
 * Rebuilds the statistics in DynamoDB as a new generation in the same table. Before it builds, it deletes all items that belong to no
 * generation in use. So none of them can be in the new generation.
 */
export const dynamoDbStatisticsRebuilds = (
  client: DynamoDBDocumentClient,
  table: string,
): StatisticsRebuilds => ({
  async begin(slots) {
    const statistics = { client, table };
    // A rebuild that was interrupted at its end may have left copies of older generations.
    await deleteCopies(statistics);
    await clearLeftovers(statistics);
    // The revision rises with each change, so no generation gets the number of an earlier one.
    const { building, revision } = await changeGenerations(statistics, (before) => ({
      live: before.live,
      slots: before.slots,
      building: before.revision + 1,
      building_slots: slots ?? before.slots,
    }));
    if (building === undefined) throw new RebuildGivenUpError();
    return rebuildOf(building, revision, statistics);
  },
});

function rebuildOf(building: number, revision: number, statistics: StatisticsTable): StatisticsRebuild {
  const inUse = slotInUse(statistics);

  /** Returns this rebuild's generation. Throws if another rebuild has replaced it. */
  async function mine(): Promise<ReadGeneration> {
    const generations = await inUse.generations();
    const generation = buildingIn(generations);
    if (generations.revision !== revision || !generation) throw new RebuildGivenUpError();
    return generation;
  }

  return {
    async readRuns(traceIds) {
      return readRunsOf(statistics, traceIds, await mine());
    },

    async commit(changes) {
      const outcome = await inUse.commit(changes);
      if (outcome !== "committed") await mine();
      return outcome;
    },

    async switchOver() {
      await changeGenerations(statistics, (before) => {
        // An earlier attempt took effect, and its answer was lost.
        if (before.live === building) return before;
        if (before.revision !== revision) throw new RebuildGivenUpError();
        return { live: building, slots: before.building_slots ?? before.slots };
      });
    },

    async giveUp() {
      await changeGenerations(statistics, (before) =>
        before.building === building ? { live: before.live, slots: before.slots } : before,
      );
    },

    deleteOthers: () => deleteOthers(statistics),
  };
}

async function clearLeftovers(statistics: StatisticsTable): Promise<void> {
  try {
    for await (const _ of deleteOthers(statistics));
  } catch (error) {
    // It is not known which generations are in use, so nothing is deleted. The new generation gets its number from the time, so it is empty.
    if (!(error instanceof UnreadableStatisticError)) throw error;
  }
}

/** The number of requests that one BatchWriteItem takes. */
const MAX_DELETES = 25;
const BACKOFF: Backoff = { baseMs: 50, capMs: 2_000 };

/**
 * Deletes the items that are in no generation in use. Nothing writes to the other generations any more, because each commit checks a copy
 * of the generations, and all copies of older generations are deleted. It reads the generations again after each page. So it
 * keeps a generation that another rebuild begins during the scan.
 */
async function* deleteOthers(statistics: StatisticsTable): AsyncIterable<number> {
  const { client, table } = statistics;
  const scan = { TableName: table, ProjectionExpression: "statistic_id", ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    const { live, building } = await readGenerations(statistics);
    const ids = Items.map(({ statistic_id }) => String(statistic_id)).filter(
      (id) => !isGenerationsId(id) && generationOf(id) !== live && generationOf(id) !== building,
    );
    for (let from = 0; from < ids.length; from += MAX_DELETES)
      await deleteAll(statistics, ids.slice(from, from + MAX_DELETES));
    yield ids.length;
  }
}

async function deleteAll({ client, table }: StatisticsTable, ids: readonly string[]): Promise<void> {
  let todo: BatchWriteCommandInput["RequestItems"] = {
    [table]: ids.map((statistic_id) => ({ DeleteRequest: { Key: { statistic_id } } })),
  };
  for (let attempt = 1; todo?.[table]?.length; attempt++) {
    if (attempt > 1) await wait(backoffMs(attempt - 1, BACKOFF));
    todo = (await client.send(new BatchWriteCommand({ RequestItems: todo }))).UnprocessedItems;
  }
}
