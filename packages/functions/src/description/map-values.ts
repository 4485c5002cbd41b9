/** Returns a record with the same keys. Calls `make` for each value. */
export function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  make: (value: From) => To,
): Record<Key, To>;
export function mapValues(
  record: Readonly<Record<string, unknown>>,
  make: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value)]));
}
