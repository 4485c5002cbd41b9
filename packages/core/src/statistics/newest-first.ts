import type { RunStatistics } from "./run-statistics.ts";

/** Merges lists of runs, each newest first, into one list that is newest first. */
export async function* newestFirst(
  lists: readonly AsyncIterable<RunStatistics>[],
): AsyncIterable<RunStatistics> {
  const iterators = lists.map((list) => list[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((each) => each.next()));
  for (;;) {
    let newest: { readonly index: number; readonly run: RunStatistics } | undefined;
    for (const [index, head] of heads.entries())
      if (!head.done && (!newest || head.value.trace_id > newest.run.trace_id))
        newest = { index, run: head.value };
    if (!newest) return;
    yield newest.run;
    const next = await iterators[newest.index]?.next();
    if (next) heads[newest.index] = next;
  }
}
