/** Reads the items with these ids. Returns them by id. */
export type ReadItems<Item> = (ids: readonly string[]) => Promise<ReadonlyMap<string, Item>>;

interface Asked<Item> {
  readonly ids: readonly string[];
  readonly resolve: (items: ReadonlyMap<string, Item>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Combines reads into fewer requests. While `maxUnderWay` requests are in flight, further reads wait. They are then
 * sent together, with up to `maxIds` ids in a request. So a read does not wait under low load, and many reads share
 * the cost of a request under high load. A caller gets the items of its ids, and possibly items of other callers in
 * the same request. If the request fails, each of its callers gets the error.
 */
export function gatherReads<Item>(
  read: ReadItems<Item>,
  { maxIds, maxUnderWay }: { readonly maxIds: number; readonly maxUnderWay: number },
): ReadItems<Item> {
  const waiting: Asked<Item>[] = [];
  let underWay = 0;

  const takeTogether = () => {
    let count = 0;
    let ids = 0;
    for (const asked of waiting) {
      ids += asked.ids.length;
      if (count > 0 && ids > maxIds) break;
      count++;
    }
    return waiting.splice(0, count);
  };
  const send = async () => {
    if (underWay === maxUnderWay || waiting.length === 0) return;
    const together = takeTogether();
    underWay++;
    try {
      const items = await read(together.flatMap(({ ids }) => ids));
      for (const { resolve } of together) resolve(items);
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
    underWay--;
    void send();
  };

  return (ids) =>
    new Promise((resolve, reject) => {
      waiting.push({ ids, resolve, reject });
      void send();
    });
}
