import type { PaperVersion, TextVersion } from "@paperledger/core/papers/paper";
import { changesBy } from "@paperledger/core/papers/stored-paper";
import type { StoredVersion, Update } from "@paperledger/core/papers/upsert-decision";
import { type Condition, isLess, isStored, type Parameter, type Statement } from "../statements/statement.ts";
import { encodeSourceText, type SourceTextEncoding } from "./encode-source-text.ts";
import { OPTIONAL_ATTRIBUTES } from "./paper-item.ts";

/**
 * Returns the statement that writes the changes of a version to the stored paper. It fails with
 * `ConditionalCheckFailed` if the stored paper has changed since it was read.
 *
 * A text has two conditions: the stored text is older, and it is still the text that was read. Run and record
 * identify it, so `previous` is exact. The status depends on both the text and the withdrawal. So a change of one has
 * the condition that the other is unchanged. All conditions are joined by AND, and the read determines which
 * conditions are needed.
 *
 * There is at most one REMOVE, because the documented grammar and the embedded DynamoDB differ on how to write two.
 * If the version lacks several attributes, the others are set to null.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html
 */
export function updateStatement(
  table: string,
  version: PaperVersion,
  update: Update,
  encoding: SourceTextEncoding = "text",
): Statement {
  const { over, text } = update;
  const changes = encodeSourceText(changesBy(version, update), encoding);
  const optional = over.raw_encoding ? [...OPTIONAL_ATTRIBUTES, "raw_encoding"] : OPTIONAL_ATTRIBUTES;
  const [removed, ...emptied] = text ? optional.filter((name) => !(name in changes)) : [];
  const set: readonly (readonly [string, Parameter])[] = [
    ...Object.entries<Parameter>(changes),
    ...emptied.map((name) => [name, null] as const),
  ];
  const conditions = [
    isStored("paper_id", version.paper_id),
    ...timeConditions(version, update),
    isStored("trace_id", over.trace_id),
    isStored("record_number", over.record_number),
  ];
  return {
    Statement: [
      `UPDATE "${table}" SET ${set.map(([name]) => `"${name}" = ?`).join(", ")}`,
      ...(removed ? [`REMOVE "${removed}"`] : []),
      `WHERE ${conditions.map(({ text }) => text).join(" AND ")}`,
    ].join(" "),
    Parameters: [...set.map(([, value]) => value), ...conditions.flatMap(({ values }) => values)],
  };
}

function timeConditions(version: PaperVersion, { over, text, withdrawal }: Update): readonly Condition[] {
  const older =
    text && version.kind === "text" ? isOlder(version, over) : [isStored("updated_at", over.updated_at)];
  const earlier =
    withdrawal && version.withdrawn_at !== undefined && over.withdrawn_at !== undefined
      ? isLess("withdrawn_at", version.withdrawn_at)
      : isStored("withdrawn_at", over.withdrawn_at);
  return [...older, earlier];
}

function isOlder({ updated_at, tie }: TextVersion, over: StoredVersion): readonly Condition[] {
  if (over.updated_at < updated_at) return [isLess("updated_at", updated_at)];
  const lesser = over.tie === undefined ? isStored("tie", undefined) : isLess("tie", tie);
  return [isStored("updated_at", updated_at), lesser];
}
