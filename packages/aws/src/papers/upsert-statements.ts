import { isStored, type Parameter, type Statement } from "../statements/statement.ts";
import { OPTIONAL_ATTRIBUTES, type PaperItem } from "./paper-item.ts";
import { originOf, type StoredVersion } from "./upsert-decision.ts";

/**
 * Writes a paper over the older version that was read, and keeps where that one came from as `previous`;
 * `ConditionalCheckFailed` if the table holds another version by now.
 *
 * One REMOVE at most, for the documented grammar and the embedded DynamoDB differ on how to write two: if the item lacks several
 * attributes, the others are set to null.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html
 */
export function updateStatement(table: string, item: PaperItem, over: StoredVersion): Statement {
  const { paper_id, created_at, ...changed } = item;
  const [removed, ...emptied] = OPTIONAL_ATTRIBUTES.filter((name) => item[name] === undefined);
  const set = [
    ...Object.entries<Parameter>(changed),
    ...emptied.map((name): [string, Parameter] => [name, null]),
  ];
  return replace(table, item, over, set, removed);
}

/**
 * Marks a paper as withdrawn over the older version that was read, and leaves all else that the table holds of it;
 * `ConditionalCheckFailed` if the table holds another version by now.
 */
export function withdrawStatement(table: string, item: PaperItem, over: StoredVersion): Statement {
  const { trace_id, batch_timestamp, record_number, processing_status, updated_at } = item;
  const changed = { trace_id, batch_timestamp, record_number, processing_status, updated_at };
  return replace(table, item, over, Object.entries<Parameter>(changed));
}

/**
 * Replaces the very version that was read. Run and record name a version, so `previous` is exact: the read gave its
 * value, and the condition holds for that version alone.
 */
function replace(
  table: string,
  { paper_id, updated_at }: PaperItem,
  over: StoredVersion,
  set: readonly (readonly [name: string, value: Parameter])[],
  removed?: string,
): Statement {
  const changed = [...set, ["previous", originOf(over) ?? null] as const];
  const names = [over.trace_id, over.record_number];
  const conditions = [
    `"paper_id" = ?`,
    `"updated_at" < ?`,
    isStored("trace_id", over.trace_id),
    isStored("record_number", over.record_number),
  ];
  return {
    Statement: [
      `UPDATE "${table}" SET ${changed.map(([name]) => `"${name}" = ?`).join(", ")}`,
      ...(removed ? [`REMOVE "${removed}"`] : []),
      `WHERE ${conditions.join(" AND ")}`,
    ].join(" "),
    Parameters: [
      ...changed.map(([, value]) => value),
      paper_id,
      updated_at,
      ...names.filter((value) => value !== undefined),
    ],
  };
}
