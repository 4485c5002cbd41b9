import { type DynamoDBDocumentClient, paginateQuery, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { Backoff } from "@paperledger/core/retries/backoff";
import { scopeId } from "@paperledger/core/statistics/scope";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { NO_TALLY } from "@paperledger/core/statistics/tally";
import { batchGet } from "../tables/batch-get.ts";
import { BY_DATE_INDEX, BY_STATUS_INDEX } from "../tables/table-definitions.ts";
import { commitRun, getItem, readRunOf } from "./commit-run.ts";
import { GENERATIONS_ID, type Generations, generationOf, prefixOf, readGenerations } from "./generations.ts";
import { isRunItem, runOfItem, runStatisticId } from "./run-item.ts";
import { tallyOfItem } from "./scope-item.ts";

const BACKOFF: Backoff = { baseMs: 50, capMs: 2_000 };

/**
 * The statistics table in DynamoDB. It may hold several generations of the statistics, of which one is live (see
 * generations.ts): readers ask each time which one, and a commit is on condition that this is still as it was when the
 * run was read. So what a projection knows of it may be old without harm, and costs no request.
 */
export function dynamoDbStatisticsStore(client: DynamoDBDocumentClient, table: string): StatisticsStore {
  const statistics = { client, table };
  let known: Generations | undefined;
  const livePrefix = async () => prefixOf((await readGenerations(statistics)).live);

  async function* runsIn(IndexName: string, attribute: string, value: string) {
    const query = {
      TableName: table,
      IndexName,
      KeyConditionExpression: "#attribute = :value",
      ExpressionAttributeNames: { "#attribute": attribute },
      ExpressionAttributeValues: { ":value": (await livePrefix()) + value },
      ScanIndexForward: false,
    };
    for await (const { Items = [] } of paginateQuery({ client }, query))
      for (const item of Items) yield runOfItem(item).run;
  }

  return {
    async readRun(traceId, signal) {
      known ??= await readGenerations(statistics, signal);
      const { live, building, revision } = known;
      const read = (generation: number) =>
        readRunOf(statistics, traceId, { number: generation, generationsRevision: revision }, signal);
      const inLive = await read(live);
      return building === undefined ? inLive : { ...inLive, building: await read(building) };
    },

    async commit(before, after, gains, signal) {
      const outcome = await commitRun(statistics, before, after, gains, signal);
      if (outcome === "conflict") known = undefined;
      return outcome;
    },

    async run(traceId) {
      const { live } = await readGenerations(statistics);
      const item = await getItem(statistics, runStatisticId(traceId, live), false);
      return item && runOfItem(item).run;
    },

    async runs(traceIds) {
      const { live } = await readGenerations(statistics);
      const items = await batchGet(
        traceIds.map((traceId) => runStatisticId(traceId, live)),
        { ...statistics, key: "statistic_id", consistent: true, backoff: BACKOFF },
      );
      return items.map((item) => runOfItem(item).run);
    },

    runsOn: (date) => runsIn(BY_DATE_INDEX, "run_date", date),

    runsWith: (status) => runsIn(BY_STATUS_INDEX, "run_status", status),

    async tally(scope) {
      const item = await getItem(statistics, (await livePrefix()) + scopeId(scope), false);
      return item ? tallyOfItem(item) : NO_TALLY;
    },

    async *all() {
      const { live } = await readGenerations(statistics);
      for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
        for (const item of Items) {
          const id = String(item.statistic_id);
          if (id === GENERATIONS_ID || generationOf(id) !== live) continue;
          yield isRunItem(item)
            ? { kind: "run", run: runOfItem(item).run }
            : { kind: "scope", id: id.slice(prefixOf(live).length), tally: tallyOfItem(item) };
        }
    },
  };
}
