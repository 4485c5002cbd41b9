interface Counted {
  readonly name: string;
  readonly count: number;
}

/** Compares two names by their counts, for sorting: the higher count first. Names with equal counts are in alphabetical order. */
export function mostFirst(a: Counted, b: Counted): number {
  if (a.count !== b.count) return b.count - a.count;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
