/** Reads a range of batches by their `seq`, such as `1001-1200`. Returns undefined if the text does not name one. */
export function batchRangeOf(
  text: string | undefined,
): { readonly first: number; readonly last: number } | undefined {
  const [, first, last] = (/^(\d{1,9})-(\d{1,9})$/.exec(text ?? "") ?? []).map(Number);
  if (first === undefined || last === undefined) return undefined;
  return first >= 1 && first <= last ? { first, last } : undefined;
}
