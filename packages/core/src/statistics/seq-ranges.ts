/** A set of whole numbers as ranges, both ends in it, in order, never touching: `[[0, 4], [6, 6]]`. */
export type SeqRanges = readonly (readonly [first: number, last: number])[];

export const hasSeq = (ranges: SeqRanges, seq: number): boolean =>
  ranges.some(([first, last]) => first <= seq && seq <= last);

/** The set with one more number. Whatever the order of adding, the same numbers give the same ranges. */
export function addSeq(ranges: SeqRanges, seq: number): SeqRanges {
  const before = ranges.filter(([, last]) => last < seq - 1);
  const after = ranges.filter(([first]) => first > seq + 1);
  const touching = ranges.filter(([first, last]) => last >= seq - 1 && first <= seq + 1);
  const first = Math.min(seq, ...touching.map(([first]) => first));
  const last = Math.max(seq, ...touching.map(([, last]) => last));
  return [...before, [first, last], ...after];
}
