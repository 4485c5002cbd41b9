/**
 * Yields the items of each page, in the order of the pages. The first page is read alone, because many callers need
 * only one page. After that, several pages are read at the same time: two, then four, and so on up to `most`.
 *
 * @param pages the pages. Each needs a request, one after the other
 * @param read reads the items that a page names
 */
export async function* readAhead<Page, Read>(
  pages: AsyncIterable<Page>,
  read: (page: Page) => Promise<Read>,
  most: number,
): AsyncIterable<Read> {
  const iterator = pages[Symbol.asyncIterator]();
  const take = (): Promise<{ readonly read: Read } | undefined> => {
    const taken = iterator
      .next()
      .then(async ({ done, value }) => (done ? undefined : { read: await read(value) }));
    // An error is thrown when its page is yielded. The caller may stop before that.
    taken.catch(() => undefined);
    return taken;
  };
  const taken = [take()];
  for (let depth = 1; ; ) {
    const next = await taken.shift();
    if (next === undefined) return;
    yield next.read;
    depth = Math.min(most, 2 * depth);
    while (taken.length < depth) taken.push(take());
  }
}
