/** How long the next upload has to wait, so that the papers uploaded before it are no more a second than asked for. */
export const waitMsOf = (papers: number, elapsedMs: number, papersPerSecond: number): number =>
  Math.max(0, (papers * 1_000) / papersPerSecond - elapsedMs);
