import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { prefixOf, readLiveGenerations } from "../statistics/generations.ts";
import { getItem } from "../statistics/statistics-table.ts";
import { layoutOfStatistic, OlderTableError } from "../tables/older-tables.ts";
import type { Probe } from "./probe.ts";

/**
 * Reads the total, to which every projection adds, and refuses a table with an older layout. It uses only GetItem, because the projector
 * has no permission to scan. The total of an older table without any rejected record looks the same in both layouts. The commands
 * recognise such a table, because they also look at the runs.
 */
export const layoutProbe = (
  client: DynamoDBDocumentClient,
  { setting, table }: { readonly setting: string; readonly table: string },
): Probe => ({
  setting,
  resource: `table ${table}`,
  actions: ["dynamodb:GetItem"],
  region: () => client.config.region(),
  async send({ abortSignal }) {
    const { live } = await readLiveGenerations({ client, table }, () => {});
    const total = await getItem({ client, table }, `${prefixOf(live)}total`, true, abortSignal);
    if (total && layoutOfStatistic(total) === "older") throw new OlderTableError(table);
  },
});
