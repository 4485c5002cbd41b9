import * as z from "zod";
import { keyText } from "./index-writes.ts";
import { itemBytes, readUnits, type WireItem, wireItemSchema } from "./item-size.ts";
import { type KnownItems, partitionOf, storedItem } from "./known-items.ts";
import { isOk, type Refusal, type Reply, refusedRequest, type Send } from "./replies.ts";
import { keyOf, type TableShape } from "./table-shape.ts";
import type { UnitsInUse } from "./units-in-use.ts";

export interface ReadLimitsOptions {
  readonly items: KnownItems;
  readonly units: UnitsInUse;
  readonly nowMs: () => number;
}

/** The limits of reads. Each method answers one kind of request. */
export interface ReadLimits {
  item(body: unknown, send: Send): Promise<Reply>;
  batch(body: unknown, send: Send): Promise<Reply>;
  queryOrScan(operation: "Query" | "Scan", body: unknown, send: Send): Promise<Reply>;
}

export function readLimits({ items, units, nowMs }: ReadLimitsOptions): ReadLimits {
  /** A read costs the size of the stored item, even if fewer attributes are returned. */
  const bytesOf = (table: TableShape, item: WireItem) =>
    items.get({ table, key: keyOf(table, item) })?.bytes ?? itemBytes(item);

  return {
    async item(body, send) {
      const { TableName, Key: key, ConsistentRead } = getSchema.parse(body);
      const table = await items.shapeOf(TableName, send);
      const partition = partitionOf({ table, key });
      const refusal = units.refusal({ table: TableName }, partition, "read", nowMs());
      if (refusal) return refusedRequest(refusal);
      const reply = await send("GetItem", body);
      const cost = readUnits(bytesOf(table, { ...storedItem(reply.body), ...key }), ConsistentRead);
      units.take({ table: TableName }, partition, "read", cost, nowMs());
      return reply;
    },

    async batch(body, send) {
      const { RequestItems, ...rest } = batchSchema.parse(body);
      const fewer: Record<string, object> = {};
      const refused: Record<string, object> = {};
      const reads: { readonly table: TableShape; readonly key: WireItem; readonly isConsistent: boolean }[] =
        [];
      let refusal: Refusal | undefined;
      for (const [name, { Keys, ...options }] of Object.entries(RequestItems)) {
        const table = await items.shapeOf(name, send);
        const isAdmitted = Keys.map((key) => {
          const why = units.refusal({ table: name }, partitionOf({ table, key }), "read", nowMs());
          refusal = why ?? refusal;
          return why === undefined;
        });
        const admitted = Keys.filter((_, place) => isAdmitted[place]);
        const left = Keys.filter((_, place) => !isAdmitted[place]);
        if (admitted.length > 0) fewer[name] = { ...options, Keys: admitted };
        if (left.length > 0) refused[name] = { ...options, Keys: left };
        reads.push(...admitted.map((key) => ({ table, key, isConsistent: options.ConsistentRead })));
      }
      if (refusal && reads.length === 0) return refusedRequest(refusal);
      const reply = await send("BatchGetItem", { ...rest, RequestItems: fewer });
      for (const { table, key, isConsistent } of reads)
        units.take(
          { table: table.name },
          partitionOf({ table, key }),
          "read",
          readUnits(bytesOf(table, key), isConsistent),
          nowMs(),
        );
      if (!isOk(reply)) return reply;
      const UnprocessedKeys = { ...unprocessedSchema.parse(reply.body).UnprocessedKeys, ...refused };
      return { ...reply, body: { ...reply.body, UnprocessedKeys } };
    },

    async queryOrScan(operation, body, send) {
      const { TableName: table, IndexName: index, ConsistentRead } = querySchema.parse(body);
      const shape = await items.shapeOf(table, send);
      const keys = index === undefined ? shape : shape.indexes.find(({ name }) => name === index);
      const partition = operation === "Query" && keys ? partitionRead(body, keys.partition) : undefined;
      const refusal =
        partition === undefined ? undefined : units.refusal({ table, index }, partition, "read", nowMs());
      if (refusal) return refusedRequest(refusal);
      const reply = await send(operation, body);
      const { Items } = itemsSchema.parse(reply.body);
      const bytes = Items.reduce((sum, item) => sum + itemBytes(item), 0);
      const cost = readUnits(bytes, ConsistentRead);
      if (partition === undefined) units.takeOfAll({ table, index }, "read", cost, nowMs());
      else units.take({ table, index }, partition, "read", cost, nowMs());
      return reply;
    },
  };
}

/** Returns the partition key of a query: the value to which its key condition compares the attribute. */
function partitionRead(query: unknown, attribute: string): string | undefined {
  const parsed = conditionSchema.safeParse(query);
  if (!parsed.success) return undefined;
  const { KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = parsed.data;
  for (const [, name = "", value = ""] of KeyConditionExpression.matchAll(/([#\w]+)\s*=\s*(:\w+)/g))
    if ((ExpressionAttributeNames[name] ?? name) === attribute)
      return keyText(ExpressionAttributeValues[value]);
  return undefined;
}

const conditionSchema = z.object({
  KeyConditionExpression: z.string(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: wireItemSchema.default({}),
});
const isConsistent = { ConsistentRead: z.boolean().default(false) };
const getSchema = z.object({ TableName: z.string(), Key: wireItemSchema, ...isConsistent });
const batchSchema = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(wireItemSchema), ...isConsistent })),
});
const querySchema = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  ...isConsistent,
});
const itemsSchema = z.object({ Items: z.array(wireItemSchema).default([]) });
const unprocessedSchema = z.object({ UnprocessedKeys: z.record(z.string(), z.unknown()).optional() });
