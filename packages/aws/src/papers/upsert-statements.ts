import { type PaperItem, RAW_ATTRIBUTES } from "./paper-item.ts";

/** A PartiQL statement. Every value is a parameter; names alone stand in the text. */
export interface Statement {
  readonly Statement: string;
  readonly Parameters: Parameter[];
}

type Parameter = string | number | null | readonly string[];

/**
 * Writes a paper that the table does not hold; `DuplicateItem` where it does.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export function insertStatement(table: string, item: PaperItem): Statement {
  const attributes = Object.entries<Parameter>(item);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(", ")}}`,
    Parameters: attributes.map(([, value]) => value),
  };
}

/**
 * Writes a paper over an older version; `ConditionalCheckFailed` where the table holds none or one as new.
 *
 * One REMOVE at most, for the documented grammar and the embedded DynamoDB differ on how to write two: where the item
 * has neither raw text, the other is set to null.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html
 */
export function updateStatement(table: string, item: PaperItem): Statement {
  const { paper_id, created_at, ...changed } = item;
  const [removed, ...emptied] = RAW_ATTRIBUTES.filter((name) => item[name] === undefined);
  const set = [
    ...Object.entries<Parameter>(changed),
    ...emptied.map((name): [string, Parameter] => [name, null]),
  ];
  return whereOlder(table, item, set, removed);
}

/**
 * Marks a paper as withdrawn over an older version, and leaves all else that the table holds of it;
 * `ConditionalCheckFailed` where the table holds none or one as new.
 */
export function withdrawStatement(table: string, item: PaperItem): Statement {
  const { trace_id, batch_timestamp, record_number, processing_status, updated_at } = item;
  const changed = { trace_id, batch_timestamp, record_number, processing_status, updated_at };
  return whereOlder(table, item, Object.entries<Parameter>(changed));
}

const whereOlder = (
  table: string,
  { paper_id, updated_at }: PaperItem,
  set: readonly (readonly [name: string, value: Parameter])[],
  removed?: string,
): Statement => ({
  Statement: [
    `UPDATE "${table}" SET ${set.map(([name]) => `"${name}" = ?`).join(", ")}`,
    ...(removed ? [`REMOVE "${removed}"`] : []),
    `WHERE "paper_id" = ? AND "updated_at" < ?`,
  ].join(" "),
  Parameters: [...set.map(([, value]) => value), paper_id, updated_at],
});
