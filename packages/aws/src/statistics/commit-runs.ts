import { type CancellationReason, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { emptyRun } from "@paperledger/core/statistics/run-statistics";
import { scopeId } from "@paperledger/core/statistics/scope";
import type {
  CommitOutcome,
  ReadGeneration,
  ReadRuns,
  RunChange,
  StoredRun,
} from "@paperledger/core/statistics/statistics-store";
import { addTally, NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
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

/** Reads runs of a generation, for a commit on condition that the generations still have this revision. */
export async function readRunsOf(
  statistics: StatisticsTable,
  traceIds: readonly TraceId[],
  generation: ReadGeneration,
  signal?: AbortSignal,
): Promise<ReadRuns> {
  const ids = traceIds.map((traceId) => runStatisticId(traceId, generation.number));
  const items = await batchGet(ids, { ...statistics, ...BY_STATISTIC_ID, consistent: true, signal });
  const byId = new Map(items.map((item) => [item.statistic_id, item]));
  const runs: StoredRun[] = [];
  const unreadable: ReadRuns["unreadable"][number][] = [];
  for (const traceId of traceIds) {
    const item = byId.get(runStatisticId(traceId, generation.number));
    try {
      const stored = item ? runOfItem(item) : { run: emptyRun(traceId), revision: 0 };
      runs.push({ traceId, ...stored, ...(generation.generationsRevision > 0 && { generation }) });
    } catch (error) {
      if (!(error instanceof UnreadableStatisticError)) throw error;
      unreadable.push({ traceId, error });
    }
  }
  return { runs, unreadable };
}

/**
 * Writes runs and adds to their scopes in one transaction, which also checks that the generations are as they were. All runs
 * are of one generation, and were read together.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConditionCheck.html
 */
export async function commitRuns(
  statistics: StatisticsTable,
  changes: readonly RunChange[],
  signal?: AbortSignal,
): Promise<CommitOutcome> {
  const { client, table } = statistics;
  const { number: generation, generationsRevision } = changes[0]?.before.generation ?? {
    number: 0,
    generationsRevision: 0,
  };
  const gains = gainsById(changes, prefixOf(generation));
  const stored = await tallies(statistics, [...gains.keys()], signal);
  const ConditionCheck = {
    TableName: table,
    Key: { statistic_id: GENERATIONS_ID },
    ...unchangedSince(generationsRevision),
  };
  const puts = changes.map(({ before: { revision }, after }) => ({
    Put: {
      TableName: table,
      Item: runItem(after, revision + 1, generation),
      ...(revision === 0
        ? { ConditionExpression: "attribute_not_exists(statistic_id)" }
        : { ConditionExpression: "revision = :read", ExpressionAttributeValues: { ":read": revision } }),
    },
  }));
  const addToScopes = [...gains].map(([id, gain]) => ({
    Update: addToScope(table, id, gain, stored.get(id) ?? NO_TALLY),
  }));
  try {
    await client.send(
      new TransactWriteCommand({ TransactItems: [...puts, { ConditionCheck }, ...addToScopes] }),
      endedBy(signal),
    );
    return "committed";
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const { CancellationReasons: reasons = [] } = error;
    if (!reasons.every(isContention)) throw error;
    return {
      contested: changes.flatMap(({ traceId }, place) => (isLost(reasons[place]) ? [traceId] : [])),
    };
  }
}

/** Adds up what the scopes gain, by the ids of their items. */
function gainsById(changes: readonly RunChange[], prefix: string): ReadonlyMap<string, Tally> {
  const gains = new Map<string, Tally>();
  for (const { scope, tally } of changes.flatMap(({ gains }) => gains)) {
    const id = prefix + scopeId(scope);
    gains.set(id, addTally(gains.get(id) ?? NO_TALLY, tally));
  }
  return gains;
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

/** Codes of an action that another writer was ahead of. */
const LOST_CODES = new Set(["ConditionalCheckFailed", "TransactionConflict"]);

/** Codes after which trying again helps. Any other reason of a cancelled transaction is an error. */
const CONTENTION_CODES = new Set([...LOST_CODES, "ThrottlingError", "ProvisionedThroughputExceeded", "None"]);

const isLost = (reason: CancellationReason | undefined) => LOST_CODES.has(reason?.Code ?? "None");

const isContention = ({ Code }: CancellationReason) => CONTENTION_CODES.has(Code ?? "None");
