import { type DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { type Scope, scopeOfId } from "@paperledger/core/statistics/scope";
import { slotOf } from "@paperledger/core/statistics/slots";
import { BY_DATE_INDEX } from "../tables/table-definitions.ts";
import { generationOf, prefixOf } from "./generations.ts";
import { idOf, type StatisticItem } from "./statistic-item.ts";

/**
 * The key under which the index `by_date` lists the scopes, beside the dates under which it lists the runs. An item keeps it
 * for as long as it is there, so the index is written once for each item.
 */
const LIST = "scopes";

/**
 * Returns the attributes by which the index lists a scope's item. The total needs none: everybody knows that there is one.
 *
 * @example
 * listAttributes("g3#s7#day#2025-03-01") // { run_date: "g3#scopes", trace_id: "day#2025-03-01" }
 */
export function listAttributes(statisticId: string): Readonly<Record<string, string>> {
  const { id } = slotOf(idOf({ statistic_id: statisticId }));
  return id === "total" ? {} : { run_date: prefixOf(generationOf(statisticId)) + LIST, trace_id: id };
}

/** Tells whether the index lists a scope's item. An earlier version did not write the attributes for it. */
export const isListed = (item: StatisticItem): boolean =>
  Object.entries(listAttributes(String(item.statistic_id))).every(([name, value]) => item[name] === value);

/** Yields the scopes of a generation whose ids are in a range, both ends included, last first. Each comes once. */
export async function* listScopes(
  { client, table }: { readonly client: DynamoDBDocumentClient; readonly table: string },
  generation: number,
  { from, to }: { readonly from: string; readonly to: string },
): AsyncIterable<Scope> {
  const query = {
    TableName: table,
    IndexName: BY_DATE_INDEX,
    KeyConditionExpression: "run_date = :list AND trace_id BETWEEN :from AND :to",
    ExpressionAttributeValues: { ":list": prefixOf(generation) + LIST, ":from": from, ":to": to },
    ScanIndexForward: false,
  };
  let last: unknown;
  for await (const { Items = [] } of paginateQuery({ client }, query))
    for (const { trace_id } of Items) {
      // Each slot of a sum is an item. They come one after the other.
      if (trace_id === last) continue;
      last = trace_id;
      const scope = scopeOfId(String(trace_id));
      if (scope) yield scope;
    }
}
