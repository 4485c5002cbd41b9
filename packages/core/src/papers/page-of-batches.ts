import type { RunEvent } from "@paperledger/events/run-event";

/** A part of the papers that a run wrote. */
export interface PaperPage {
  /** The number of papers before this page. */
  readonly skip: number;
  readonly limit: number;
}

/** The events of a run whose batches name only the papers of one page. */
export interface PagedBatches {
  readonly events: AsyncIterable<RunEvent>;
  /** Returns true if the run wrote papers after the page. Known once the events are read. */
  hasMore(): boolean;
}

/**
 * Narrows the `batch-done` events of a run to the papers of one page. The log only grows, so a page is the same each time. Reading ends
 * at the first paper after the page.
 *
 * @param events the events of one run, in order of `seq`
 */
export function pageOfBatches(events: AsyncIterable<RunEvent>, { skip, limit }: PaperPage): PagedBatches {
  let hasMore = false;
  async function* narrowed() {
    let before = 0;
    for await (const event of events) {
      if (event.type !== "batch-done") {
        yield event;
        continue;
      }
      const { upserted_ids: ids } = event.data;
      const shown = ids.slice(Math.max(0, skip - before), Math.max(0, skip + limit - before));
      before += ids.length;
      yield { ...event, data: { ...event.data, upserted_ids: shown } };
      hasMore = before > skip + limit;
      if (hasMore) return;
    }
  }
  return { events: narrowed(), hasMore: () => hasMore };
}
