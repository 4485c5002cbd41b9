type Item = Readonly<Record<string, unknown>>;

/**
 * Reads an item. If it cannot be read, reports its error and returns undefined, or throws the error if there is nobody to report it to.
 * Other errors are thrown.
 *
 * @param Unreadable the error that `read` throws for an item that cannot be read
 */
export function readOrReport<Read, Problem extends Error>(
  item: Item,
  read: (item: Item) => Read,
  Unreadable: new (...args: never) => Problem,
  onUnreadable?: (error: Problem) => void,
): Read | undefined {
  try {
    return read(item);
  } catch (error) {
    if (!(error instanceof Unreadable) || !onUnreadable) throw error;
    onUnreadable(error);
    return undefined;
  }
}
