import * as z from "zod";
import { factsOf, type ItemFacts, keyText, NO_ITEM } from "./index-writes.ts";
import { type WireItem, wireItemSchema } from "./item-size.ts";
import type { Send } from "./replies.ts";
import { keyOf, type TableShape, tableShapeOf } from "./table-shape.ts";

/** An item of a table. */
export interface ItemOf {
  readonly table: TableShape;
  readonly key: WireItem;
}

/** Returns a text that identifies an item. */
export const itemId = ({ table, key }: ItemOf): string => `${table.name} ${keyText(key)}`;

/** Returns the partition key of an item. */
export const partitionOf = ({ table, key }: ItemOf): string => keyText(key[table.partition]);

/** The tables and items behind the limits that requests have used. Each is read only once. */
export interface KnownItems {
  shapeOf(table: string, send: Send): Promise<TableShape>;
  /** Reads the items of these keys that are not known yet. */
  learn(items: readonly ItemOf[], send: Send): Promise<void>;
  /** Returns the facts about an item. Returns undefined if it was not read. */
  get(item: ItemOf): ItemFacts | undefined;
  /** Notes the item that is stored now. */
  set(item: ItemOf, stored: WireItem | null): void;
  forget(item: ItemOf): void;
  forgetTable(table: string): void;
}

export function knownItems(): KnownItems {
  const shapes = new Map<string, Promise<TableShape>>();
  const items = new Map<string, ItemFacts>();
  return {
    shapeOf(table, send) {
      const found = shapes.get(table);
      if (found) return found;
      const shape = send("DescribeTable", { TableName: table }).then(({ body }) => tableShapeOf(body));
      shapes.set(table, shape);
      shape.catch(() => shapes.delete(table));
      return shape;
    },
    async learn(wanted, send) {
      const unknown = new Map(
        wanted.filter((item) => !items.has(itemId(item))).map((item) => [itemId(item), item]),
      );
      for (const [table, ofTable] of Map.groupBy(unknown.values(), ({ table }) => table)) {
        const stored = await storedItems(
          table.name,
          ofTable.map(({ key }) => key),
          send,
        );
        const byId = new Map(stored.map((item) => [itemId({ table, key: keyOf(table, item) }), item]));
        for (const item of ofTable) items.set(itemId(item), factsOf(table, byId.get(itemId(item))));
      }
    },
    get: (item) => items.get(itemId(item)),
    set: (item, stored) => items.set(itemId(item), stored ? factsOf(item.table, stored) : NO_ITEM),
    forget: (item) => items.delete(itemId(item)),
    forgetTable(table) {
      shapes.delete(table);
      for (const id of items.keys()) if (id.startsWith(`${table} `)) items.delete(id);
    },
  };
}

const MAX_KEYS = 100;

/** Reads the items with these keys from the table. */
async function storedItems(
  table: string,
  keys: readonly WireItem[],
  send: Send,
): Promise<readonly WireItem[]> {
  const stored: WireItem[] = [];
  const left = [...keys];
  while (left.length > 0) {
    const request = { Keys: left.splice(0, MAX_KEYS), ConsistentRead: true };
    const { body } = await send("BatchGetItem", { RequestItems: { [table]: request } });
    const { Responses, UnprocessedKeys } = batchSchema.parse(body);
    stored.push(...(Responses[table] ?? []));
    left.push(...(UnprocessedKeys[table]?.Keys ?? []));
  }
  return stored;
}

const batchSchema = z.object({
  Responses: z.record(z.string(), z.array(wireItemSchema)).default({}),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: z.array(wireItemSchema) })).default({}),
});

/** Returns the item in the answer to GetItem. */
export const storedItem = (answer: unknown): WireItem | undefined =>
  z.object({ Item: wireItemSchema.optional() }).parse(answer).Item;
