/** Reads the items of some ids, by id. */
export type ReadItems<Item> = (ids: readonly string[]) => Promise<ReadonlyMap<string, Item>>;

interface Asked<Item> {
  readonly ids: readonly string[];
  readonly resolve: (items: ReadonlyMap<string, Item>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The same reads in fewer requests: while `maxUnderWay` of them are under way, those asked for gather, and go together as one
 * of up to `maxIds`. So none waits where there is little to do, and a request's own cost is shared where there is much. Who
 * asks gets the items of his ids, and may get those of others; an error is that of all who were in the request.
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
