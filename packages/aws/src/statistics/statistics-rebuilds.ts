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
 * Rebuilds of the statistics in DynamoDB: a new generation in the same table. Before a generation is built, the table is
 * cleared of what belongs to no generation in use, so that nothing of it can be in the new one.
 */
export const dynamoDbStatisticsRebuilds = (
  client: DynamoDBDocumentClient,
  table: string,
): StatisticsRebuilds => ({
  async begin(slots) {
    const statistics = { client, table };
    // A rebuild that was interrupted while it ended may have left copies of how the generations were before.
    await deleteCopies(statistics);
    await clearLeftovers(statistics);
    // The revision goes up with each change, so no generation has the number of an earlier one.
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

  /** Returns the generation that is built, if it still is. */
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
    // It is not known what is in use. The new generation is named after the time, so nothing can be in it.
    if (!(error instanceof UnreadableStatisticError)) throw error;
  }
}

/** The number of requests that one BatchWriteItem takes. */
const MAX_DELETES = 25;
const BACKOFF: Backoff = { baseMs: 50, capMs: 2_000 };

/**
 * Deletes what is in no generation in use. Nobody writes there any more, because each commit is on condition of a copy of the
 * generations, and all copies of how they were before are deleted. They are read after each page: whatever is in the page and in use then was so when it was written.
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
