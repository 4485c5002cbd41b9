import { gatherRequests } from "../tables/gather-requests.ts";

/** Reads the items with these ids. Returns them by id. */
export type ReadItems<Item> = (ids: readonly string[]) => Promise<ReadonlyMap<string, Item>>;

/**
 * Combines reads into fewer requests of up to `maxIds` ids. A caller gets the items of its ids, and possibly items of
 * other callers in the same request.
 */
export function gatherReads<Item>(
  read: ReadItems<Item>,
  { maxIds, maxUnderWay }: { readonly maxIds: number; readonly maxUnderWay: number },
): ReadItems<Item> {
  const gathered = gatherRequests((asked: readonly (readonly string[])[]) => read(asked.flat()), {
    sizeOf: (ids) => ids.length,
    maxSize: maxIds,
    maxUnderWay,
  });
  return async (ids) => (await gathered(ids)).answer;
}
