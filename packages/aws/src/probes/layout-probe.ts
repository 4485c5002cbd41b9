import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { GENERATIONS_ID, liveGenerationsOf, prefixOf } from "../statistics/generations.ts";
import { BY_STATISTIC_ID } from "../statistics/statistics-table.ts";
import { batchGet } from "../tables/batch-get.ts";
import { layoutOfStatistic, OlderTableError } from "../tables/older-tables.ts";
import type { Probe } from "./probe.ts";

/**
 * Reads the total, to which every projection adds, and refuses a table with an older layout. It uses only BatchGetItem, because the
 * projector has no permission to scan. Before the first rebuild, that is one request. The total of an older table without any rejected
 * record looks the same in both layouts. The commands recognise such a table, because they also look at the runs.
 */
export const layoutProbe = (
  client: DynamoDBDocumentClient,
  { setting, table }: { readonly setting: string; readonly table: string },
): Probe => ({
  setting,
  resource: `table ${table}`,
  actions: ["dynamodb:BatchGetItem"],
  region: () => client.config.region(),
  async send({ abortSignal: signal }) {
    const read = async (...ids: string[]) => {
      const items = await batchGet(ids, { client, table, ...BY_STATISTIC_ID, consistent: true, signal });
      return new Map(items.map((item) => [item.statistic_id, item]));
    };
    const first = await read(GENERATIONS_ID, totalOf(0));
    const { live } = liveGenerationsOf(first.get(GENERATIONS_ID), () => {});
    const total = (live === 0 ? first : await read(totalOf(live))).get(totalOf(live));
    if (total && layoutOfStatistic(total) === "older") throw new OlderTableError(table);
  },
});

const totalOf = (generation: number) => `${prefixOf(generation)}total`;
