import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { emptyRun, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { type Share, scopeId } from "@paperledger/core/statistics/scope";
import type { ReadGeneration, StoredRun } from "@paperledger/core/statistics/statistics-store";
import { NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { batchGet } from "../tables/batch-get.ts";
import { endedBy, GENERATIONS_ID, prefixOf, type StatisticsTable, unchangedSince } from "./generations.ts";
import { runItem, runOfItem, runStatisticId } from "./run-item.ts";
import { addToScope, tallyOfItem } from "./scope-item.ts";

/** How batches of statistics are read. */
export const BY_STATISTIC_ID = { key: "statistic_id", backoff: { baseMs: 50, capMs: 2_000 } } as const;

export const getItem = async (
  { client, table }: StatisticsTable,
  statistic_id: string,
  ConsistentRead: boolean,
  signal?: AbortSignal,
) => {
  const get = new GetCommand({ TableName: table, Key: { statistic_id }, ConsistentRead });
  return (await client.send(get, endedBy(signal))).Item;
};

/** Reads a run of a generation, for a commit on condition that the generations still have this revision. */
export async function readRunOf(
  statistics: StatisticsTable,
  traceId: TraceId,
  generation: ReadGeneration,
  signal?: AbortSignal,
): Promise<StoredRun> {
  const item = await getItem(statistics, runStatisticId(traceId, generation.number), true, signal);
  const stored = item ? runOfItem(item) : { run: emptyRun(traceId), revision: 0 };
  return generation.generationsRevision === 0 ? stored : { ...stored, generation };
}

/**
 * Writes a run and adds to its scopes in one transaction, which also checks that the generations are as they were.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConditionCheck.html
 */
export async function commitRun(
  statistics: StatisticsTable,
  before: StoredRun,
  after: RunStatistics,
  gains: readonly Share[],
  signal?: AbortSignal,
): Promise<"committed" | "conflict"> {
  const { client, table } = statistics;
  const { number: generation, generationsRevision } = before.generation ?? {
    number: 0,
    generationsRevision: 0,
  };
  const idOf = ({ scope }: Share) => prefixOf(generation) + scopeId(scope);
  const stored = await tallies(statistics, gains.map(idOf), signal);
  const ConditionCheck = {
    TableName: table,
    Key: { statistic_id: GENERATIONS_ID },
    ...unchangedSince(generationsRevision),
  };
  const Put = {
    TableName: table,
    Item: runItem(after, before.revision + 1, generation),
    ...(before.revision === 0
      ? { ConditionExpression: "attribute_not_exists(statistic_id)" }
      : { ConditionExpression: "revision = :read", ExpressionAttributeValues: { ":read": before.revision } }),
  };
  const addToScopes = gains.map((gain) => ({
    Update: addToScope(table, idOf(gain), gain.tally, stored.get(idOf(gain)) ?? NO_TALLY),
  }));
  try {
    await client.send(
      new TransactWriteCommand({ TransactItems: [{ ConditionCheck }, { Put }, ...addToScopes] }),
      endedBy(signal),
    );
    return "committed";
  } catch (error) {
    if (isConflict(error)) return "conflict";
    throw error;
  }
}

/**
 * Reads the tallies that are stored under these ids. A tally may be old: then the transaction conflicts.
 *
 * @throws UnreadableStatisticError for an item that could not be added to
 */
async function tallies(
  statistics: StatisticsTable,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Tally>> {
  const items = await batchGet(ids, { ...statistics, ...BY_STATISTIC_ID, consistent: false, signal });
  return new Map(items.map((item) => [String(item.statistic_id), tallyOfItem(item)]));
}

/** Reasons that another writer caused, so that trying again helps. Any other reason of a cancelled transaction is an error. */
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
