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

/** A scope, and the ids of the items that hold the parts of its sum: one for each slot that has a part. */
interface ListedScope {
  readonly scope: Scope;
  readonly statisticIds: readonly string[];
}

/** Yields a generation's scopes whose ids are in a range, both ends included, in descending order of the ids. Each scope comes once. */
export async function* listScopes(
  { client, table }: { readonly client: DynamoDBDocumentClient; readonly table: string },
  generation: number,
  { from, to }: { readonly from: string; readonly to: string },
): AsyncIterable<ListedScope> {
  const query = {
    TableName: table,
    IndexName: BY_DATE_INDEX,
    KeyConditionExpression: "run_date = :list AND trace_id BETWEEN :from AND :to",
    ExpressionAttributeValues: { ":list": prefixOf(generation) + LIST, ":from": from, ":to": to },
    ScanIndexForward: false,
  };
  // The items of a scope come one after the other.
  let id: unknown;
  let statisticIds: string[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query))
    for (const { trace_id, statistic_id } of Items) {
      if (trace_id !== id) {
        yield* listed(id, statisticIds);
        id = trace_id;
        statisticIds = [];
      }
      statisticIds.push(String(statistic_id));
    }
  yield* listed(id, statisticIds);
}

function* listed(id: unknown, statisticIds: readonly string[]): Iterable<ListedScope> {
  const scope = scopeOfId(String(id));
  if (scope) yield { scope, statisticIds };
}
