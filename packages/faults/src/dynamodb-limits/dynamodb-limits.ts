import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { knownItems } from "./known-items.ts";
import { NEW_TABLE } from "./on-demand.ts";
import { readLimits } from "./read-limits.ts";
import type { Reply, Send } from "./replies.ts";
import { type Direction, type KeyLoad, unitsInUse } from "./units-in-use.ts";
import { keyedAction, putAction, statementAction } from "./write-actions.ts";
import { writeLimits } from "./write-limits.ts";

export interface DynamoDbLimitsOptions {
  /** The clock. The default is `Date.now`. */
  readonly nowMs?: () => number;
  readonly wait?: (ms: number) => Promise<unknown>;
  /** The time for which a transaction locks its items after the DynamoDB behind the limits has answered. The default is 0. */
  readonly transactionMs?: number;
  /** The warm throughput of each table and index, in units a second. The default is that of a new on-demand table. */
  readonly warm?: Readonly<Record<Direction, number>>;
}

/** DynamoDB's limits, placed in front of a DynamoDB without limits. */
export interface DynamoDbLimits {
  /** Answers a request like DynamoDB: refuses it or parts of it, or sends it on and counts its cost. */
  handle(operation: string, body: unknown, send: Send): Promise<Reply>;
  /** Returns the partition keys that have used units, the busiest first. */
  busiestKeys(): readonly KeyLoad[];
  /** The sum of the used units of all tables and indexes. */
  readonly total: Readonly<Record<Direction, number>>;
}

/**
 * Returns the limits of DynamoDB in on-demand mode:
 *
 * - 1,000 write units and 3,000 read units a second for each partition key of a table and of an index
 *   (PER_PARTITION_KEY in on-demand.ts).
 * - A write waits for the table and for all of its indexes: one index key without units left throttles the write to the
 *   table ({@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/gsi-throttling.html}). The costs of index
 *   entries are in index-writes.ts.
 * - 4,000 write units and 12,000 read units a second for a new table and for each of its indexes, which grow (on-demand.ts).
 * - A transaction costs double (item-size.ts). Two transactions on one item at the same time conflict. A transaction and a plain
 *   write on one item at the same time conflict too
 *   ({@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling}).
 * - A write whose condition fails costs the units of the item
 *   ({@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate}).
 *
 * It is stricter than DynamoDB: there is no burst capacity, and the items of one partition key are never split over several
 * partitions. It is less strict in three ways: it does not limit TransactGetItems and SELECT statements, a cancelled transaction
 * costs nothing, and partition keys never share a partition.
 *
 * Only DynamoDB knows an item after an update, so the item is read after the write. So the cost is known only after the request. A
 * request is admitted if its keys have any units left. If it uses more, the next second has fewer units.
 */
export function dynamoDbLimits({
  nowMs = Date.now,
  wait: pause = wait,
  transactionMs = 0,
  warm = NEW_TABLE,
}: DynamoDbLimitsOptions = {}): DynamoDbLimits {
  const items = knownItems();
  const units = unitsInUse(warm);
  const writes = writeLimits({
    items,
    units,
    nowMs,
    transactionEnds: async () => transactionMs > 0 && pause(transactionMs),
  });
  const reads = readLimits({ items, units, nowMs });

  return {
    async handle(operation, body, send) {
      const request = () => send(operation, body);
      const shapeOf = (table: string) => items.shapeOf(table, send);
      switch (operation) {
        case "PutItem":
          return writes.single(await putAction(body, shapeOf), request, send);
        case "UpdateItem":
          return writes.single(await keyedAction(body, "update", shapeOf), request, send);
        case "DeleteItem":
          return writes.single(await keyedAction(body, "delete", shapeOf), request, send);
        case "ExecuteStatement": {
          const action = await statementAction(body, shapeOf);
          return action ? writes.single(action, request, send) : request();
        }
        case "BatchExecuteStatement":
          return writes.statements(body, send);
        case "BatchWriteItem":
          return writes.batch(body, send);
        case "TransactWriteItems":
          return writes.transaction(body, send);
        case "GetItem":
          return reads.item(body, send);
        case "BatchGetItem":
          return reads.batch(body, send);
        case "Query":
        case "Scan":
          return reads.queryOrScan(operation, body, send);
        case "DeleteTable":
          items.forgetTable(z.object({ TableName: z.string() }).parse(body).TableName);
          return request();
        default:
          return request();
      }
    },
    busiestKeys: () => units.loads().toSorted((a, b) => b.peakUnits - a.peakUnits),
    total: units.total,
  };
}
