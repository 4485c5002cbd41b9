/** A set of whole numbers as ranges. Both ends are included. The ranges are in order and never touch: `[[0, 4], [6, 6]]`. */
export type SeqRanges = readonly (readonly [first: number, last: number])[];

export const hasSeq = (ranges: SeqRanges, seq: number): boolean =>
  ranges.some(([first, last]) => first <= seq && seq <= last);

/**
 * Returns the set with one more number. The same numbers give the same ranges, in whatever order they are added.
 *
 * @example
 * addSeq([[0, 4], [6, 6]], 5) // [[0, 6]]
 */
export function addSeq(ranges: SeqRanges, seq: number): SeqRanges {
  const before = ranges.filter(([, last]) => last < seq - 1);
  const after = ranges.filter(([first]) => first > seq + 1);
  const touching = ranges.filter(([first, last]) => last >= seq - 1 && first <= seq + 1);
  const first = Math.min(seq, ...touching.map(([first]) => first));
  const last = Math.max(seq, ...touching.map(([, last]) => last));
  return [...before, [first, last], ...after];
}
