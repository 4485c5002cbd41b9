/**
 * Returns the items of an iterable, each replaced by what `change` returns for it. It does the same as an async generator with a
 * loop, with a third of its promises. If `change` throws, the iterable is closed, and the iteration ends with that error.
 */
export const mapped = <Item, Changed>(
  items: AsyncIterable<Item>,
  change: (item: Item) => Changed,
): AsyncIterable<Changed> => ({
  [Symbol.asyncIterator]() {
    const source = items[Symbol.asyncIterator]();
    const close = async (): Promise<IteratorResult<Changed>> => {
      await source.return?.();
      return { done: true, value: undefined };
    };
    const changeNext = (next: IteratorResult<Item>) => {
      if (next.done) return next;
      try {
        return { done: false as const, value: change(next.value) };
      } catch (error) {
        return close().then(() => {
          throw error;
        });
      }
    };
    return { next: () => source.next().then(changeNext), return: close };
  },
});
