import * as z from "zod";
import { factsOf, indexWrites, keyText, NO_ITEM } from "./index-writes.ts";
import { TRANSACTION_FACTOR, writeUnits } from "./item-size.ts";
import { itemId, type KnownItems, partitionOf } from "./known-items.ts";
import {
  cancelledTransaction,
  isOk,
  type Refusal,
  type Reply,
  refusedRequest,
  refusedStatement,
  type Send,
} from "./replies.ts";
import type { UnitsInUse } from "./units-in-use.ts";
import { batchWriteAction, statementAction, transactAction, type WriteAction } from "./write-actions.ts";

export interface WriteLimitsOptions {
  readonly items: KnownItems;
  readonly units: UnitsInUse;
  readonly nowMs: () => number;
  /** Resolves when a transaction unlocks its items, after DynamoDB has answered it. */
  readonly transactionEnds: () => Promise<unknown>;
}

/** The limits of writes. Each method answers one kind of request. */
export interface WriteLimits {
  single(action: WriteAction, request: () => Promise<Reply>, send: Send): Promise<Reply>;
  transaction(body: unknown, send: Send): Promise<Reply>;
  statements(body: unknown, send: Send): Promise<Reply>;
  batch(body: unknown, send: Send): Promise<Reply>;
}

interface IndexKey {
  readonly index: string;
  readonly partition: string;
}

export function writeLimits({ items, units, nowMs, transactionEnds }: WriteLimitsOptions): WriteLimits {
  const inTransactions = new Set<string>();
  const indexKeys = new Set<string>();
  const indexKey = (table: string, index: string, partition: string) =>
    JSON.stringify([table, index, partition]);

  /** Returns the index keys that an action will write, as far as they are known before the write. */
  function indexKeysOf({ table, key, after, values, isNamed }: WriteAction): readonly IndexKey[] {
    const stored = items.get({ table, key }) ?? NO_ITEM;
    if (after !== "unknown") return indexWrites(stored, factsOf(table, after));
    return table.indexes.flatMap(({ name: index, projected, partition, sort }) => {
      const isTouched = projected === "all" || [partition, sort ?? partition, ...projected].some(isNamed);
      if (!isTouched) return [];
      return [stored.entries.get(index)?.partition ?? "", ...values.map(keyText)]
        .filter((key) => indexKeys.has(indexKey(table.name, index, key)))
        .map((key) => ({ index, partition: key }));
    });
  }

  /** Returns why an action is refused, or undefined if it is not. It depends on the stored item. */
  function refusalOf(action: WriteAction): Refusal | undefined {
    const { table } = action;
    if (inTransactions.has(itemId(action))) return { kind: "conflict" };
    const ofTable = units.refusal({ table: table.name }, partitionOf(action), "write", nowMs());
    if (ofTable || action.isCheck) return ofTable;
    for (const { index, partition } of indexKeysOf(action)) {
      const refusal = units.refusal({ table: table.name, index }, partition, "write", nowMs());
      if (refusal) return refusal;
    }
    return undefined;
  }

  /** Counts the cost of an action, and notes the item that is stored after it. */
  async function charge(action: WriteAction, isDone: boolean, factor: number, send: Send): Promise<void> {
    const { table } = action;
    const before = items.get(action) ?? NO_ITEM;
    if (isDone && !action.isCheck) {
      if (action.after === "unknown") {
        items.forget(action);
        await items.learn([action], send);
      } else items.set(action, action.after);
    }
    const after = items.get(action) ?? NO_ITEM;
    const cost = writeUnits(Math.max(before.bytes, after.bytes)) * factor;
    units.take({ table: table.name }, partitionOf(action), "write", cost, nowMs());
    for (const { index, partition, units: indexCost } of indexWrites(before, after)) {
      indexKeys.add(indexKey(table.name, index, partition));
      units.take({ table: table.name, index }, partition, "write", indexCost, nowMs());
    }
  }

  const shapesBy = (send: Send) => (table: string) => items.shapeOf(table, send);

  return {
    async single(action, request, send) {
      await items.learn([action], send);
      const refusal = refusalOf(action);
      if (refusal) return refusedRequest(refusal);
      const reply = await request();
      await charge(action, isOk(reply), 1, send);
      return reply;
    },

    async transaction(body, send) {
      const { TransactItems } = transactSchema.parse(body);
      const actions = await Promise.all(TransactItems.map((item) => transactAction(item, shapesBy(send))));
      await items.learn(actions, send);
      const refusals = actions.map(refusalOf);
      if (refusals.some((refusal) => refusal)) return cancelledTransaction(refusals);
      const ids = actions.map(itemId);
      for (const id of ids) inTransactions.add(id);
      let reply: Reply;
      try {
        reply = await send("TransactWriteItems", body);
        await transactionEnds();
      } finally {
        for (const id of ids) inTransactions.delete(id);
      }
      if (isOk(reply))
        await Promise.all(actions.map((action) => charge(action, true, TRANSACTION_FACTOR, send)));
      return reply;
    },

    async statements(body, send) {
      const { Statements, ...rest } = statementsSchema.parse(body);
      const actions = await Promise.all(Statements.map((each) => statementAction(each, shapesBy(send))));
      await items.learn(
        actions.filter((action) => action !== undefined),
        send,
      );
      const refusals = actions.map((action) => action && refusalOf(action));
      const sent = Statements.filter((_, place) => !refusals[place]);
      const reply =
        sent.length > 0 ? await send("BatchExecuteStatement", { ...rest, Statements: sent }) : NOTHING_SENT;
      if (!isOk(reply)) return reply;
      const answers = answersSchema.parse(reply.body).Responses.values();
      const Responses = refusals.map((refusal) =>
        refusal ? refusedStatement(refusal) : answers.next().value,
      );
      const isDone = (place: number) => !errorSchema.safeParse(Responses[place]).success;
      await Promise.all(
        actions.map((action, place) =>
          action && !refusals[place] ? charge(action, isDone(place), 1, send) : undefined,
        ),
      );
      return { statusCode: 200, body: { ...reply.body, Responses } };
    },

    async batch(body, send) {
      const { RequestItems, ...rest } = batchSchema.parse(body);
      const asked = Object.entries(RequestItems).flatMap(([table, requests]) =>
        requests.map((request) => ({ table, request })),
      );
      const actions = await Promise.all(
        asked.map(({ table, request }) => batchWriteAction(table, request, shapesBy(send))),
      );
      await items.learn(actions, send);
      const isRefused = actions.map((action) => refusalOf(action) !== undefined);
      const byTable = (refused: boolean) =>
        Object.fromEntries(
          [
            ...Map.groupBy(
              asked.filter((_, place) => isRefused[place] === refused),
              ({ table }) => table,
            ),
          ].map(([table, requests]) => [table, requests.map(({ request }) => request)]),
        );
      const reply = isRefused.includes(false)
        ? await send("BatchWriteItem", { ...rest, RequestItems: byTable(false) })
        : NOTHING_SENT;
      if (!isOk(reply)) return reply;
      await Promise.all(
        actions.map((action, place) => (isRefused[place] ? undefined : charge(action, true, 1, send))),
      );
      return { statusCode: 200, body: { ...reply.body, UnprocessedItems: byTable(true) } };
    },
  };
}

const NOTHING_SENT: Reply = { statusCode: 200, body: {} };

const transactSchema = z.object({ TransactItems: z.array(z.unknown()) });
const statementsSchema = z.looseObject({ Statements: z.array(z.unknown()) });
const answersSchema = z.object({ Responses: z.array(z.unknown()).default([]) });
const errorSchema = z.object({ Error: z.object({}) });
const batchSchema = z.looseObject({ RequestItems: z.record(z.string(), z.array(z.unknown())) });
