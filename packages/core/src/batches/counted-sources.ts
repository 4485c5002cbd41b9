/** What records are counted under when a file has had more sources than are counted apart. */
export const OTHER_SOURCES = "other";

/** A run's statistics are written in one transaction of up to 100 items, of which each source takes one. */
const MAX_SOURCES = 50;

/**
 * Names the source that a record is counted under: its own for the first 50 sources of a file, in file order, and
 * `other` after these.
 *
 * @param known the sources of the records before the first that is asked for
 */
export function countedSources(known: Iterable<string>): (source: string) => string {
  const sources = new Set(known);
  return (source) => {
    if (sources.size < MAX_SOURCES) sources.add(source);
    return sources.has(source) ? source : OTHER_SOURCES;
  };
}
