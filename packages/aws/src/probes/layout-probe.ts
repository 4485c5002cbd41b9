import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { prefixOf, readLiveGenerations } from "../statistics/generations.ts";
import { getItem } from "../statistics/statistics-table.ts";
import { layoutOfStatistic, OlderTableError } from "../tables/older-tables.ts";
import type { Probe } from "./probe.ts";

/**
 * Looks at the sum of all time, which every projection adds to, and refuses a table that counted in an older layout. It uses
 * GetItem alone, since the projector has no right to scan. An older table of which no record was ever rejected has the same
 * sum in both layouts: it is recognised by the commands, which look at the runs as well.
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
