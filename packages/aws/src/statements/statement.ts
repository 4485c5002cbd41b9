/** A PartiQL statement. Every value is a parameter, and the text contains only names. */
export interface Statement {
  readonly Statement: string;
  readonly Parameters: Parameter[];
}

/** A value in a statement. A record becomes a map. In a record, an undefined value is left out. */
export type Parameter =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly Parameter[]
  | { readonly [name: string]: Parameter | undefined };

/** A condition of a statement, and the values of its parameters. */
export interface Condition {
  readonly text: string;
  readonly values: readonly Parameter[];
}

/**
 * Returns the condition that an attribute has not changed since it was read.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html
 */
export const isStored = (name: string, value: string | number | undefined): Condition =>
  value === undefined
    ? { text: `"${name}" IS MISSING`, values: [] }
    : { text: `"${name}" = ?`, values: [value] };

/** Returns the condition that an attribute is less than a value. */
export const isLess = (name: string, value: string): Condition => ({
  text: `"${name}" < ?`,
  values: [value],
});

/**
 * Returns the statement that writes a new item. It fails with `DuplicateItem` if the table has an item with this key.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export function insertStatement(table: string, item: Readonly<Record<string, Parameter>>): Statement {
  const attributes = Object.entries(item);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(", ")}}`,
    Parameters: attributes.map(([, value]) => value),
  };
}
