import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { PaperId } from "@paperledger/core/papers/paper";
import type { VectorChange, VectorOutcome, VectorStore } from "@paperledger/core/vectors/vector-store";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import { executeStatements } from "../statements/execute-statements.ts";
import { settle } from "../statements/settle.ts";
import type { Statement } from "../statements/statement.ts";
import { resultOfStatement, type Unsettled } from "../statements/statement-result.ts";
import { batchGet } from "../tables/batch-get.ts";
import { decideChange } from "./vector-decision.ts";
import { FOLLOWED_ATTRIBUTES, followedOfItem, vectorOfItem } from "./vector-item.ts";
import { insertChange, updateChange } from "./vector-statements.ts";

/**
 * Thrown if the table throttles changes for longer than the retry policy allows, or if it will never accept a change.
 * Written changes stay. Try again.
 */
export class VectorsNotWrittenError extends Error {
  override readonly name = "VectorsNotWrittenError";
}

/** The waits take about 5 s on average and at most 10 s. This is far below the subscriber's timeout. */
const DEFAULT_RETRY_POLICY: RetryPolicy = { maxTries: 10, baseMs: 50, capMs: 2_000 };

interface VectorsTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly retryPolicy: RetryPolicy;
}

/**
 * Stores vectors in the vectors table: `paper_id, updated_at, model, dimensions, vector, trace_id`. A batch needs one
 * read of the stored items, except those that are expected to be new, and one BatchExecuteStatement. After a failed
 * condition, the item is read and decided again. A withdrawn paper has a mark without a vector.
 *
 * `apply` throws VectorsNotWrittenError, TableRefusedError, VectorStoreError for an unreadable stored item, or the
 * SDK's own error. `get` throws VectorStoreError for an item that is not a vector.
 */
export function dynamoDbVectorStore({
  client,
  table,
  retryPolicy = DEFAULT_RETRY_POLICY,
}: {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly retryPolicy?: RetryPolicy;
}): VectorStore {
  const vectors = { client, table, retryPolicy };
  return {
    apply: (changes, expectedNew = NONE) =>
      settle<VectorChange, VectorOutcome>(changes, {
        round: (left, round) =>
          round === 1
            ? changeRound(left, vectors, { unread: expectedNew, isConsistent: false })
            : changeRound(left, vectors, { unread: NONE, isConsistent: true }),
        retryPolicy,
        givenUp: (unsettled, rounds) => notWritten(table, unsettled, rounds),
      }),

    async get(id) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: { paper_id: id }, ConsistentRead: true }),
      );
      return Item && vectorOfItem(id, Item);
    },
  };
}

const NONE: ReadonlySet<PaperId> = new Set();

/** Says how a round reads the stored items. The items of the papers in `unread` are not read, and count as absent. */
interface ReadOfRound {
  readonly unread: ReadonlySet<PaperId>;
  readonly isConsistent: boolean;
}

async function changeRound(
  changes: readonly VectorChange[],
  vectors: VectorsTable,
  { unread, isConsistent }: ReadOfRound,
): Promise<ReadonlyMap<VectorChange, VectorOutcome | Unsettled>> {
  const { client, table } = vectors;
  const read = changes.filter(({ paper_id }) => !unread.has(paper_id));
  const stored = await readItems(read, vectors, isConsistent);
  const results = new Map<VectorChange, VectorOutcome | Unsettled>();
  const writes = new Map<VectorChange, Statement>();
  for (const change of changes) {
    const item = stored.get(change.paper_id);
    const decision = decideChange(change, item && followedOfItem(change.paper_id, item));
    if (decision.kind === "outdated") results.set(change, decision);
    else if (decision.kind === "insert") writes.set(change, insertChange(table, change));
    else writes.set(change, updateChange(table, change, decision.over));
  }
  if (writes.size === 0) return results;
  const errors = await executeStatements(client, [...writes.values()]);
  for (const [index, change] of [...writes.keys()].entries()) {
    const result = resultOfStatement(table, errors[index], { kind: "done" as const });
    if (result.kind === "rejected")
      throw new VectorsNotWrittenError(
        `table ${table} refuses the vector of ${change.paper_id} (${result.message}): use an embedder with fewer dimensions`,
      );
    results.set(change, result);
  }
  return results;
}

async function readItems(
  changes: readonly VectorChange[],
  { client, table, retryPolicy }: VectorsTable,
  consistent: boolean,
) {
  const items = await batchGet(
    changes.map(({ paper_id }) => paper_id),
    {
      client,
      table,
      key: "paper_id",
      consistent,
      attributes: FOLLOWED_ATTRIBUTES,
      backoff: retryPolicy,
      onNothing(tries) {
        if (tries >= retryPolicy.maxTries)
          throw new VectorsNotWrittenError(`table ${table} returned no item ${tries} times: try again`);
      },
    },
  );
  return new Map(items.map((item) => [item.paper_id, item]));
}

const notWritten = (table: string, unsettled: ReadonlyMap<VectorChange, Unsettled>, rounds: number) => {
  const codes = new Set([...unsettled.values()].map(({ code }) => code));
  return new VectorsNotWrittenError(
    `table ${table} throttled ${unsettled.size} vectors ${rounds} times (${[...codes].join(", ")}): ` +
      "try again. If this happens again, give the table more capacity",
  );
};
