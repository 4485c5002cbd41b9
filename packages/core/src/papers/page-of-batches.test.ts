import fc from "fast-check";
import { expect, test } from "vitest";
import { eventsOfRun } from "../statistics/run-statistics.fixture.ts";
import { pageOfBatches } from "./page-of-batches.ts";

/** The events of a run whose batches wrote these numbers of papers. Each paper is named by its place in the run. */
function* runThatWrote(sizes: readonly number[]) {
  let next = 0;
  for (const event of eventsOfRun({ batches: sizes.map(() => ({})) })) {
    if (event.type !== "batch-done") yield event;
    else {
      const upserted_ids = Array.from({ length: sizes[event.metadata.seq - 1] ?? 0 }, () => String(next++));
      yield { ...event, data: { ...event.data, upserted_ids } };
    }
  }
}

async function idsOf(sizes: readonly number[], skip: number, limit: number) {
  async function* log() {
    yield* runThatWrote(sizes);
  }
  const { events, hasMore } = pageOfBatches(log(), { skip, limit });
  const ids: string[] = [];
  for await (const { type, data } of events) if (type === "batch-done") ids.push(...data.upserted_ids);
  return { ids, hasMore: hasMore() };
}

test("the pages one after another hold every paper once and in order, and only the last has none after it", async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 9 }), async (batches, limit) => {
      const all = await idsOf(batches, 0, Number.POSITIVE_INFINITY);
      const paged: string[] = [];
      for (let hasMore = true; hasMore; ) {
        const page = await idsOf(batches, paged.length, limit);
        expect(page.ids).toHaveLength(Math.min(limit, all.ids.length - paged.length));
        paged.push(...page.ids);
        ({ hasMore } = page);
      }
      expect(paged).toEqual(all.ids);
    }),
  );
});
