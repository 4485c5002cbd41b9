import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  paginateScan,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { emptyRun } from "@paperledger/core/statistics/run-statistics";
import { type Share, scopeId } from "@paperledger/core/statistics/scope";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import { BY_DATE_INDEX, BY_STATUS_INDEX } from "../tables/table-definitions.ts";
import { isRunItem, runItem, runOfItem, runStatisticId } from "./run-item.ts";
import { addToScope, tallyOfItem } from "./scope-item.ts";

/** The statistics table in DynamoDB. */
export function dynamoDbStatisticsStore(client: DynamoDBDocumentClient, table: string): StatisticsStore {
  const get = async (statistic_id: string, ConsistentRead: boolean) =>
    (await client.send(new GetCommand({ TableName: table, Key: { statistic_id }, ConsistentRead }))).Item;

  async function* runsIn(IndexName: string, attribute: string, value: string) {
    const query = {
      TableName: table,
      IndexName,
      KeyConditionExpression: "#attribute = :value",
      ExpressionAttributeNames: { "#attribute": attribute },
      ExpressionAttributeValues: { ":value": value },
      ScanIndexForward: false,
    };
    for await (const { Items = [] } of paginateQuery({ client }, query))
      for (const item of Items) yield runOfItem(item).run;
  }

  return {
    async readRun(traceId) {
      const item = await get(runStatisticId(traceId), true);
      return item ? runOfItem(item) : { run: emptyRun(traceId), revision: 0 };
    },

    async commit(before, after, gains) {
      const stored = await tallies(client, table, gains);
      const putRun = {
        TableName: table,
        Item: runItem(after, before.revision + 1),
        ...(before.revision === 0
          ? { ConditionExpression: "attribute_not_exists(statistic_id)" }
          : {
              ConditionExpression: "revision = :read",
              ExpressionAttributeValues: { ":read": before.revision },
            }),
      };
      const addToScopes = gains.map(({ scope, tally }) => ({
        Update: addToScope(table, scopeId(scope), tally, stored.get(scopeId(scope)) ?? NO_TALLY),
      }));
      try {
        await client.send(new TransactWriteCommand({ TransactItems: [{ Put: putRun }, ...addToScopes] }));
        return "committed";
      } catch (error) {
        if (isConflict(error)) return "conflict";
        throw error;
      }
    },

    async run(traceId) {
      const item = await get(runStatisticId(traceId), false);
      return item && runOfItem(item).run;
    },

    runsOn: (date) => runsIn(BY_DATE_INDEX, "run_date", date),

    runsWith: (status) => runsIn(BY_STATUS_INDEX, "run_status", status),

    async tally(scope) {
      const item = await get(scopeId(scope), false);
      return item ? tallyOfItem(item) : NO_TALLY;
    },

    async *all() {
      for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
        for (const item of Items)
          yield isRunItem(item)
            ? { kind: "run", run: runOfItem(item).run }
            : { kind: "scope", id: String(item.statistic_id), tally: tallyOfItem(item) };
    },
  };
}

/** The tallies stored for these scopes, as far as they come: a missing or an old one costs a conflict, no more. */
async function tallies(
  client: DynamoDBDocumentClient,
  table: string,
  shares: readonly Share[],
): Promise<ReadonlyMap<string, Tally>> {
  if (shares.length === 0) return new Map();
  const Keys = shares.map(({ scope }) => ({ statistic_id: scopeId(scope) }));
  const { Responses } = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys } } }));
  return new Map((Responses?.[table] ?? []).map((item) => [String(item.statistic_id), tallyOfItem(item)]));
}

/** What another writer caused, and trying again can mend; anything else in a cancelled transaction is an error. */
const CONFLICT_CODES = new Set([
  "ConditionalCheckFailed",
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
  "None",
]);

function isConflict(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  return (error.CancellationReasons ?? []).every(({ Code }) => CONFLICT_CODES.has(Code ?? "None"));
}
