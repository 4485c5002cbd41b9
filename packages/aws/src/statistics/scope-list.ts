import { type DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { type Scope, scopeOfId } from "@paperledger/core/statistics/scope";
import { slotOf } from "@paperledger/core/statistics/slots";
import { BY_DATE_INDEX } from "../tables/table-definitions.ts";
import { generationOf, prefixOf } from "./generations.ts";
import { idOf, type StatisticItem } from "./statistic-item.ts";

/**
 * The key under which the index `by_date` lists the scopes. It lists the runs under their dates. An item's key never changes, so the index
 * is written once for each item.
 */
const LIST = "scopes";

/**
 * Returns the attributes with which the index lists a scope's item. The total is not listed, because it always exists.
 *
 * @example
 * listAttributes("g3#s7#day#2025-03-01") // { run_date: "g3#scopes", trace_id: "day#2025-03-01" }
 */
export function listAttributes(statisticId: string): Readonly<Record<string, string>> {
  const { id } = slotOf(idOf({ statistic_id: statisticId }));
  return id === "total" ? {} : { run_date: prefixOf(generationOf(statisticId)) + LIST, trace_id: id };
}

/** Returns true if the index lists a scope's item. An earlier version did not write the attributes for the list. */
export const isListed = (item: StatisticItem): boolean =>
  Object.entries(listAttributes(String(item.statistic_id))).every(([name, value]) => item[name] === value);

/** Yields the ids of a generation's scopes in a range, both ends included, in descending order. Each id comes once. */
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
      // Each slot of a sum has its own item. The items of a sum come one after the other.
      if (trace_id === last) continue;
      last = trace_id;
      const scope = scopeOfId(String(trace_id));
      if (scope) yield scope;
    }
}
