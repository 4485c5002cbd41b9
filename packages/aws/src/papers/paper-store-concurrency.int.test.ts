import type { PaperVersion } from "@paperledger/core/papers/paper";
import type { PaperStore } from "@paperledger/core/papers/paper-store";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/local/embedded-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestTables, TEST_TABLES, testClient } from "../tables/tables.fixture.ts";
import { dynamoDbPaperStore } from "./paper-store.ts";
import { paperVersion } from "./paper-version.fixture.ts";

let dynamoDb: EmbeddedDynamoDb;
let store: PaperStore;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
  await createTestTables(dynamoDb.endpoint);
  store = dynamoDbPaperStore({
    client: testClient(dynamoDb.endpoint),
    table: TEST_TABLES.papers,
    patience: { maxTries: RUNS + 2, baseMs: 1, capMs: 5 },
  });
});
afterAll(() => dynamoDb.stop());

const PAPERS = 4;
const RUNS = 8;

/** What each of several runs has of each of a few papers: the year of its version, or nothing. */
const runs = fc.array(
  fc.array(fc.option(fc.integer({ min: 2020, max: 2025 }), { nil: undefined }), {
    minLength: PAPERS,
    maxLength: PAPERS,
  }),
  { minLength: 2, maxLength: RUNS },
);

test("whatever runs write the same papers at once, the newest version of each stays and every count is right", async () => {
  let trial = 0;
  await fc.assert(
    fc.asyncProperty(runs, async (yearsOfRuns) => {
      trial++;
      const idOf = (paper: number) => `arxiv:trial-${trial}-${paper}`;
      const batches = yearsOfRuns.map((years, run) => batchOf(years, `trial-${trial}-run-${run}`, idOf));
      const ids = [...new Set(batches.flat().map(({ paper_id }) => paper_id))];

      const watch = watchUpdates(ids);
      const outcomes = await Promise.all(batches.map((batch) => store.upsert(batch)));
      const seen = await watch.stop();
      const stored = new Map((await store.get(ids)).map((paper) => [paper.paper_id, paper]));

      for (const id of ids) {
        const given = batches.flat().filter(({ paper_id }) => paper_id === id);
        const newest = given
          .map(({ updated_at }) => updated_at)
          .toSorted()
          .at(-1);
        expect(stored.get(id)?.updated_at).toBe(newest);

        const written = batches.flatMap((batch, run) =>
          batch.filter((v, place) => v.paper_id === id && outcomes[run]?.[place]?.kind === "upserted"),
        );
        // Each stored version was written once, and the one that stays by the run that says so.
        expect(new Set(written.map(({ updated_at }) => updated_at)).size).toBe(written.length);
        expect(written.map(({ trace_id }) => trace_id)).toContain(stored.get(id)?.trace_id);
        const history = seen.get(id) ?? [];
        expect(history).toEqual(history.toSorted());
      }
      batches.forEach((batch, run) => {
        expect(outcomes[run]).toHaveLength(batch.length);
        for (const { kind } of outcomes[run] ?? []) expect(["upserted", "duplicate"]).toContain(kind);
      });
    }),
    { numRuns: 25 },
  );
});

const batchOf = (
  years: readonly (number | undefined)[],
  trace_id: string,
  idOf: (paper: number) => string,
): PaperVersion[] =>
  years.flatMap((year, paper) =>
    year === undefined
      ? []
      : [
          paperVersion({
            id: idOf(paper),
            updatedAt: `${year}-01-01T00:00:00Z`,
            trace_id,
            record_number: paper + 1,
          }),
        ],
  );

/** Reads these papers over and over, and keeps what `updated_at` each was seen with, in that order. */
function watchUpdates(ids: readonly PaperVersion["paper_id"][]) {
  const seen = new Map<string, string[]>();
  let stopped = false;
  const watching = (async () => {
    while (!stopped)
      for (const { paper_id, updated_at } of await store.get(ids))
        seen.set(paper_id, [...(seen.get(paper_id) ?? []), updated_at]);
  })();
  return {
    stop: async () => {
      stopped = true;
      await watching;
      return seen;
    },
  };
}
