import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { marshall, type NativeAttributeValue } from "@aws-sdk/util-dynamodb";
import { newestOf } from "@paperledger/core/statistics/newest-of";
import { emptyRun } from "@paperledger/core/statistics/run-statistics";
import { scopeId } from "@paperledger/core/statistics/scope";
import { slottedId } from "@paperledger/core/statistics/slots";
import type {
  CommitOutcome,
  ReadGeneration,
  ReadRuns,
  RunChange,
  StoredRun,
} from "@paperledger/core/statistics/statistics-store";
import { addTally, NO_TALLY } from "@paperledger/core/statistics/tally";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { batchGet } from "../tables/batch-get.ts";
import { transactWriteRequest } from "../tables/transact-write-request.ts";
import { hasRevision, prefixOf, unchangedSince } from "./generations.ts";
import { runItem, runOfItem, runStatisticId } from "./run-item.ts";
import { addToScope, partOfItem, type ScopePart } from "./scope-item.ts";
import { copyId } from "./slot-copies.ts";
import { BY_STATISTIC_ID, endedBy, type StatisticsTable } from "./statistics-table.ts";
import { isContention, isLost, isReason } from "./transaction-outcome.ts";

/** Reads runs of a generation for a commit. The commit will check that the slot's copy of the generations has not changed. */
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
      runs.push({ traceId, ...stored, generation });
    } catch (error) {
      if (!(error instanceof UnreadableStatisticError)) throw error;
      unreadable.push({ traceId, error });
    }
  }
  return { runs, unreadable };
}

/** The outcome of a commit. */
export interface SlotCommit {
  readonly outcome: CommitOutcome;
  /** True if another process commits in the same slot. */
  readonly isCrowded: boolean;
}

/**
 * Writes runs and adds to their scopes in one transaction, which also checks that the slot's copy of the generations has not changed.
 * All runs must be of one generation, and must have been read together.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConditionCheck.html
 */
export async function commitRuns(
  statistics: StatisticsTable,
  changes: readonly RunChange[],
  signal?: AbortSignal,
): Promise<SlotCommit> {
  const { client, table } = statistics;
  const generation = changes[0]?.before.generation;
  if (!generation) throw new TypeError("the commit has no runs, or its runs were not read from this store");
  const { number, slot, copy } = generation;
  const gains = gainsById(changes, (id) => prefixOf(number) + slottedId({ id, slot }));
  const stored = await readSums(statistics, [...gains.keys()], signal);
  const ConditionCheck = {
    TableName: table,
    Key: marshall({ statistic_id: copyId(copy.slot) }),
    ...inJson(hasRevision(copy.revision)),
  };
  const puts = changes.map(({ before: { revision }, after }) => ({
    Put: {
      TableName: table,
      Item: marshall(runItem(after, revision + 1, number)),
      ...inJson(unchangedSince(revision)),
    },
  }));
  const addToScopes = [...gains].flatMap(([id, gain]) => {
    const update = addToScope(table, id, gain, stored.get(id) ?? { tally: NO_TALLY });
    return update ? [{ Update: { ...inJson(update), Key: marshall(update.Key) } }] : [];
  });
  try {
    await client.send(transactWriteRequest([...puts, { ConditionCheck }, ...addToScopes]), endedBy(signal));
    return { outcome: "committed", isCrowded: false };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException && isContention(error))) throw error;
    const { CancellationReasons: reasons = [] } = error;
    const contested = changes.flatMap(({ traceId }, place) => (isLost(reasons[place]) ? [traceId] : []));
    const [ofCopy, ...ofSums] = reasons.slice(changes.length);
    // A changed copy does not mean that another process uses the slot. A transaction in progress on the copy does.
    const isCrowded = ofCopy?.Code === "TransactionConflict" || ofSums.some(isReason);
    return { outcome: { contested }, isCrowded };
  }
}

/** The part of an action in a transaction that has values. */
interface WithValues {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeValues?: Record<string, NativeAttributeValue> | undefined;
}

/** Converts the values of an action's expressions into DynamoDB's JSON. */
function inJson<Action extends WithValues>({ ExpressionAttributeValues: values, ...action }: Action) {
  return { ...action, ...(values && { ExpressionAttributeValues: marshall(values) }) };
}

/** Adds up the gains of the scopes, by the ids of their items. The total is always among them, because it has the time of the newest event. */
function gainsById(
  changes: readonly RunChange[],
  idOf: (scopeId: string) => string,
): ReadonlyMap<string, ScopePart> {
  const newestEventAt = newestOf(changes.map((change) => change.newestEventAt));
  const gains = new Map<string, ScopePart>([
    [idOf(scopeId({ kind: "total" })), { tally: NO_TALLY, newestEventAt }],
  ]);
  for (const { scope, tally } of changes.flatMap(({ gains }) => gains)) {
    const id = idOf(scopeId(scope));
    const gained = gains.get(id) ?? { tally: NO_TALLY };
    gains.set(id, { ...gained, tally: addTally(gained.tally, tally) });
  }
  return gains;
}

/**
 * Reads the sums that are stored under these ids. The read may return an old sum. Then the transaction conflicts.
 *
 * @throws UnreadableStatisticError if an item cannot be read
 */
async function readSums(
  statistics: StatisticsTable,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ScopePart>> {
  const items = await batchGet(ids, { ...statistics, ...BY_STATISTIC_ID, consistent: false, signal });
  return new Map(items.map((item) => [String(item.statistic_id), partOfItem(item)]));
}
