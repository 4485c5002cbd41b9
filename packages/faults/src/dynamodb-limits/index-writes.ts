import { createHash } from "node:crypto";
import { itemBytes, type WireItem, writeUnits } from "./item-size.ts";
import { indexEntry, keyOf, type TableShape } from "./table-shape.ts";

/** The facts about an item that are needed to compute the cost of the next write to it. */
export interface ItemFacts {
  readonly bytes: number;
  readonly entries: ReadonlyMap<string, EntryFacts>;
}

interface EntryFacts {
  readonly bytes: number;
  /** The value of the index's partition key. */
  readonly partition: string;
  /** The values of all keys of the index. */
  readonly keys: string;
  readonly digest: string;
}

/** The facts about an item that does not exist. */
export const NO_ITEM: ItemFacts = { bytes: 0, entries: new Map() };

export function factsOf(table: TableShape, item: WireItem | null | undefined): ItemFacts {
  if (!item) return NO_ITEM;
  const entries = table.indexes.flatMap((index) => {
    const entry = indexEntry(table, index, item);
    if (!entry) return [];
    const facts: EntryFacts = {
      bytes: itemBytes(entry),
      partition: keyText(item[index.partition]),
      keys: keyText(keyOf(index, item)),
      digest: createHash("sha1").update(canonical(entry)).digest("base64"),
    };
    return [[index.name, facts] as const];
  });
  return { bytes: itemBytes(item), entries: new Map(entries) };
}

/** The units that a write to a table costs in one of its indexes. */
export interface IndexWrite {
  readonly index: string;
  readonly partition: string;
  readonly units: number;
}

/**
 * Returns the cost of a write in the indexes. It is zero if the entry in an index does not change, and one write if the entry
 * is added, removed or changed. If the entry's keys change, it is two writes, because the old entry is deleted and a new one put.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function indexWrites(before: ItemFacts, after: ItemFacts): readonly IndexWrite[] {
  const names = new Set([...before.entries.keys(), ...after.entries.keys()]);
  return [...names].flatMap((index) => {
    const [old, now] = [before.entries.get(index), after.entries.get(index)];
    const write = ({ partition }: EntryFacts, bytes: number) => ({
      index,
      partition,
      units: writeUnits(bytes),
    });
    if (old && now && old.keys === now.keys)
      return old.digest === now.digest ? [] : [write(now, Math.max(old.bytes, now.bytes))];
    return [...(old ? [write(old, old.bytes)] : []), ...(now ? [write(now, now.bytes)] : [])];
  });
}

/** Returns a text for a key. Equal keys have equal texts. */
export const keyText = (value: unknown): string => canonical(value);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? "";
