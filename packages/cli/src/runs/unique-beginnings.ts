/**
 * The first ten characters of a ULID are its time. The next two are random, so that few ULIDs of one millisecond share the first
 * twelve characters.
 */
const SHORTEST = 12;

/** Returns the shortest beginning of each ULID that no other ULID has. It has at least twelve characters. */
export function uniqueBeginnings(ulids: readonly string[]): ReadonlyMap<string, string> {
  const sorted = [...new Set(ulids)].toSorted();
  return new Map(
    sorted.map((ulid, index) => {
      const shared = Math.max(sharedLength(ulid, sorted[index - 1]), sharedLength(ulid, sorted[index + 1]));
      return [ulid, ulid.slice(0, Math.max(SHORTEST, shared + 1))];
    }),
  );
}

function sharedLength(a: string, b = ""): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
