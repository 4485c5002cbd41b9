import * as z from "zod";
import type { WireItem } from "./item-size.ts";

/** The key attributes of a table or an index. */
export interface KeyShape {
  readonly partition: string;
  readonly sort?: string | undefined;
}

export interface IndexShape extends KeyShape {
  readonly name: string;
  /** The attributes that the index stores in addition to the keys. */
  readonly projected: readonly string[] | "all";
}

export interface TableShape extends KeyShape {
  readonly name: string;
  readonly indexes: readonly IndexShape[];
}

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));

const descriptionSchema = z.object({
  Table: z.object({
    TableName: z.string(),
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z
      .array(
        z.object({
          IndexName: z.string(),
          KeySchema: keySchema,
          Projection: z.object({
            ProjectionType: z.string().optional(),
            NonKeyAttributes: z.array(z.string()).optional(),
          }),
        }),
      )
      .nullish(),
  }),
});

/** Reads the answer of DescribeTable. */
export function tableShapeOf(description: unknown): TableShape {
  const { TableName, KeySchema, GlobalSecondaryIndexes } = descriptionSchema.parse(description).Table;
  return {
    name: TableName,
    ...keyShapeOf(KeySchema),
    indexes: (GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
      name: IndexName,
      ...keyShapeOf(KeySchema),
      projected: Projection.ProjectionType === "ALL" ? "all" : (Projection.NonKeyAttributes ?? []),
    })),
  };
}

function keyShapeOf(schema: z.infer<typeof keySchema>): KeyShape {
  const named = (type: string) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return { partition: named("HASH") ?? "", sort: named("RANGE") };
}

/** Returns the names of the key attributes of a table or an index. */
export const keyNames = ({ partition, sort }: KeyShape): readonly string[] =>
  sort === undefined ? [partition] : [partition, sort];

/** Returns an item's key. */
export const keyOf = (shape: KeyShape, item: WireItem): WireItem =>
  Object.fromEntries(keyNames(shape).flatMap((name) => (item[name] ? [[name, item[name]]] : [])));

/** Returns the attributes of an item that an index stores. Returns undefined if the item lacks one of the index's keys. */
export function indexEntry(
  table: TableShape,
  index: IndexShape,
  item: WireItem | undefined,
): WireItem | undefined {
  if (!item || keyNames(index).some((name) => item[name] === undefined)) return undefined;
  if (index.projected === "all") return item;
  const kept = new Set([...keyNames(table), ...keyNames(index), ...index.projected]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)));
}
