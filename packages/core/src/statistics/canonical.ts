/** Returns a value as text. The order of an object's keys does not change the text, and keys without a value are left out. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value) ?? null);

/** Returns an object as a list of its keys and values. A list becomes an object, so that the two stay different. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return { list: value.map(sorted) };
  if (!isRecord(value)) return value;
  const entries: unknown[] = [];
  for (const key of Object.keys(value).sort())
    if (value[key] !== undefined) entries.push(key, sorted(value[key]));
  return entries;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
