import type { VectorChange } from "@paperledger/core/vectors/vector-store";
import { insertStatement, isStored, type Parameter, type Statement } from "../statements/statement.ts";
import { attributesOf, type Followed } from "./vector-item.ts";

/** Returns the statement for the first change of a paper. It fails with `DuplicateItem` if the table has the paper. */
export const insertChange = (table: string, change: VectorChange): Statement =>
  insertStatement(table, { paper_id: change.paper_id, ...attributesOf(change) });

/**
 * Returns the statement that replaces the item that was read. It fails with `ConditionalCheckFailed` if the item has
 * changed since.
 */
export function updateChange(table: string, change: VectorChange, over: Followed): Statement {
  const set = Object.entries<Parameter>(attributesOf(change));
  const conditions = [
    isStored("paper_id", change.paper_id),
    isStored("updated_at", over.updated_at),
    isStored("tie", over.tie),
    isStored("model", over.model),
  ];
  return {
    Statement: [
      `UPDATE "${table}" SET ${set.map(([name]) => `"${name}" = ?`).join(", ")}`,
      ...(change.kind === "forget" ? [`REMOVE "vector"`] : []),
      `WHERE ${conditions.map(({ text }) => text).join(" AND ")}`,
    ].join(" "),
    Parameters: [...set.map(([, value]) => value), ...conditions.flatMap(({ values }) => values)],
  };
}
