/** The name under which records are counted if their file has too many sources to count each one separately. */
export const OTHER_SOURCES = "other";

/** The limit exists because a run's statistics are written in one transaction of up to 100 items, and each source needs one item. */
const MAX_SOURCES = 50;

/**
 * Returns a function that names the source under which a record is counted. The first 50 sources of a file, in file order, keep
 * their names. Every further source is counted as `other`.
 *
 * @param known the sources of the records before the first call
 */
export function countedSources(known: Iterable<string>): (source: string) => string {
  const sources = new Set(known);
  return (source) => {
    if (sources.size < MAX_SOURCES) sources.add(source);
    return sources.has(source) ? source : OTHER_SOURCES;
  };
}
