import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { type WireItem, wireItemSchema } from "./item-size.ts";
import { keyNames, keyOf, type TableShape } from "./table-shape.ts";

/** A write to one item, or a check of a condition on it, in a request. */
export interface WriteAction {
  readonly table: TableShape;
  readonly key: WireItem;
  /** The item after the write. It is `null` for a deletion, and `unknown` for an update, whose result the request does not contain. */
  readonly after: WireItem | null | "unknown";
  /** All values in the request, including those of index keys. */
  readonly values: readonly AttributeValue[];
  /** Tells whether the request names an attribute. */
  readonly isNamed: (attribute: string) => boolean;
  readonly isCheck: boolean;
}

/** Looks up a table by its name. */
export type ShapeOf = (table: string) => Promise<TableShape>;

const putSchema = z.object({ TableName: z.string(), Item: wireItemSchema });
const keyedSchema = z.object({
  TableName: z.string(),
  Key: wireItemSchema,
  UpdateExpression: z.string().default(""),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: wireItemSchema.default({}),
});

export async function putAction(put: unknown, shapeOf: ShapeOf): Promise<WriteAction> {
  const { TableName, Item } = putSchema.parse(put);
  const table = await shapeOf(TableName);
  const isNamed = (attribute: string) => attribute in Item;
  return {
    table,
    key: keyOf(table, Item),
    after: Item,
    values: Object.values(Item),
    isNamed,
    isCheck: false,
  };
}

export async function keyedAction(
  request: unknown,
  kind: "update" | "delete" | "check",
  shapeOf: ShapeOf,
): Promise<WriteAction> {
  const { TableName, Key, UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } =
    keyedSchema.parse(request);
  const named = new Set([...Object.values(ExpressionAttributeNames), ...UpdateExpression.split(/[^\w.-]+/)]);
  return {
    table: await shapeOf(TableName),
    key: Key,
    after: kind === "delete" ? null : "unknown",
    values: kind === "update" ? Object.values(ExpressionAttributeValues) : [],
    isNamed: (attribute) => named.has(attribute),
    isCheck: kind === "check",
  };
}

const transactItemSchema = z.object({
  Put: z.unknown().optional(),
  Update: z.unknown().optional(),
  Delete: z.unknown().optional(),
  ConditionCheck: z.unknown().optional(),
});

export function transactAction(item: unknown, shapeOf: ShapeOf): Promise<WriteAction> {
  const { Put, Update, Delete, ConditionCheck } = transactItemSchema.parse(item);
  if (Put !== undefined) return putAction(Put, shapeOf);
  if (Update !== undefined) return keyedAction(Update, "update", shapeOf);
  if (Delete !== undefined) return keyedAction(Delete, "delete", shapeOf);
  return keyedAction(ConditionCheck, "check", shapeOf);
}

const batchWriteSchema = z.object({
  PutRequest: z.object({ Item: wireItemSchema }).optional(),
  DeleteRequest: z.object({ Key: wireItemSchema }).optional(),
});

export function batchWriteAction(
  TableName: string,
  request: unknown,
  shapeOf: ShapeOf,
): Promise<WriteAction> {
  const { PutRequest, DeleteRequest } = batchWriteSchema.parse(request);
  return PutRequest
    ? putAction({ TableName, ...PutRequest }, shapeOf)
    : keyedAction({ TableName, ...DeleteRequest }, "delete", shapeOf);
}

const statementSchema = z.object({
  Statement: z.string(),
  Parameters: z.array(z.custom<AttributeValue>()).default([]),
});

/**
 * Reads a PartiQL statement whose values are all parameters. Returns undefined for a SELECT.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 */
export async function statementAction(
  statement: unknown,
  shapeOf: ShapeOf,
): Promise<WriteAction | undefined> {
  const { Statement, Parameters } = statementSchema.parse(statement);
  const [, verb = "", TableName = ""] =
    /^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"([^"]+)"/i.exec(Statement) ?? [];
  if (verb === "") return undefined;
  const table = await shapeOf(TableName);
  if (verb.toUpperCase() === "INSERT INTO") {
    const names = [...Statement.matchAll(/'([^']+)'\s*:\s*\?/g)].map(([, name = ""]) => name);
    return putAction(
      { TableName, Item: Object.fromEntries(names.map((name, nth) => [name, Parameters[nth]])) },
      shapeOf,
    );
  }
  const whereAt = Statement.search(/\bWHERE\b/i);
  const parameterOf = (name: string) => {
    const at = Statement.indexOf(`"${name}" = ?`, whereAt);
    return Parameters[Statement.slice(0, at).split("?").length - 1];
  };
  return {
    table,
    key: Object.fromEntries(
      keyNames(table).flatMap((name) => {
        const value = parameterOf(name);
        return value ? [[name, value]] : [];
      }),
    ),
    after: verb.toUpperCase() === "UPDATE" ? "unknown" : null,
    values: Parameters,
    isNamed: (attribute) => Statement.slice(0, whereAt).includes(`"${attribute}"`),
    isCheck: false,
  };
}
