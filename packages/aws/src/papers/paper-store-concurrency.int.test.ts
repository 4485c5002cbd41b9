import type { TextVersion } from "@paperledger/core/papers/paper";
import type { UpsertOutcome } from "@paperledger/core/papers/paper-store";
import { paperVersion } from "@paperledger/core/papers/paper-version.fixture";
import { originOf } from "@paperledger/core/papers/upsert-decision";
import { crashAt } from "@paperledger/faults/dynamodb-faults";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { dynamoDbPaperStore } from "./paper-store.ts";

const PAPERS = 4;
const RUNS = 8;
const MANY_RUNS = 24;

const dynamoDb = await tablesForFile();
const storeOf = (client = testClient(dynamoDb.endpoint)) =>
  dynamoDbPaperStore({
    client,
    table: TEST_TABLES.papers,
    retryPolicy: { maxTries: RUNS + 2, baseMs: 1, capMs: 5 },
  });
const store = storeOf();

/** The year of each paper's version in each run, or nothing. */
const runs = fc.array(
  fc.array(fc.option(fc.integer({ min: 2020, max: 2025 }), { nil: undefined }), {
    minLength: PAPERS,
    maxLength: PAPERS,
  }),
  { minLength: 2, maxLength: RUNS },
);

test("if several runs write the same papers at once, the newest version of each paper stays and every count is right", async () => {
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
        expectChain(id, batches, outcomes);
        const newestWritten = written.toSorted(byUpdatedAt).at(-2);
        expect(stored.get(id)?.previous).toEqual(newestWritten && originOf(newestWritten));
        // Each stored version was written once, and the last one is from the run in its item.
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

test("if many runs write one paper at once, each upserted version names exactly the version that it replaced", async () => {
  const stores = Array.from({ length: MANY_RUNS }, () => storeOf());
  for (let trial = 1; trial <= 5; trial++) {
    const id = `arxiv:contended-${trial}`;
    const batches = stores.map((_, run) => batchOf([2_000 + run], `contended-${trial}-${run}`, () => id));
    const shuffled = fc.sample(fc.shuffledSubarray(batches, { minLength: MANY_RUNS }), 1)[0] ?? [];
    const outcomes = await Promise.all(
      shuffled.map((batch, run) => stores[run]?.upsert(batch) ?? Promise.reject(new Error("no store"))),
    );
    expectChain(id, shuffled, outcomes);
  }
});

const crash = fc.record({ batch: fc.nat({ max: 1 }), side: fc.constantFrom("before", "after") });

test("runs whose processes die between any two requests have the same outcomes in the end as clean runs", async () => {
  let trial = 0;
  await fc.assert(
    fc.asyncProperty(runs, fc.array(crash, { maxLength: 3 }), async (yearsOfRuns, crashes) => {
      trial++;
      const batchesNamed = (name: string) =>
        yearsOfRuns.map((years, run) => batchOf(years, `run-${run}`, (paper) => `arxiv:${name}-${paper}`));
      const clean: (readonly UpsertOutcome[])[] = [];
      for (const batch of batchesNamed(`clean-${trial}`)) clean.push(await store.upsert(batch));
      const crashed: (readonly UpsertOutcome[])[] = [];
      const batches = batchesNamed(`crashed-${trial}`);
      for (const batch of batches) {
        for (const each of crashes) {
          const client = testClient(dynamoDb.endpoint);
          crashAt(client, each);
          await storeOf(client)
            .upsert(batch)
            .catch((error) => expect(error).toMatchObject({ message: "crashed" }));
          client.destroy();
        }
        crashed.push(await store.upsert(batch));
      }
      expect(crashed).toEqual(clean);
      for (const id of new Set(batches.flat().map(({ paper_id }) => paper_id)))
        expectChain(id, batches, crashed);
    }),
    { numRuns: 40 },
  );
});

const byUpdatedAt = (a: TextVersion, b: TextVersion) => (a.updated_at < b.updated_at ? -1 : 1);

/** Expects that each written version of a paper names the version before it, and that the first version names none. */
function expectChain(
  id: string,
  batches: readonly (readonly TextVersion[])[],
  outcomes: readonly (readonly UpsertOutcome[])[],
): void {
  const written = batches
    .flatMap((batch, run) =>
      batch.flatMap((version, place) => {
        const outcome = outcomes[run]?.[place];
        return version.paper_id === id && outcome?.kind === "upserted" ? [{ version, outcome }] : [];
      }),
    )
    .toSorted((a, b) => byUpdatedAt(a.version, b.version));
  expect(written.map(({ outcome }) => outcome.previous)).toEqual(
    written.map((_, place) => {
      const before = written[place - 1];
      return before && originOf(before.version);
    }),
  );
}

const batchOf = (
  years: readonly (number | undefined)[],
  trace_id: string,
  idOf: (paper: number) => string,
): TextVersion[] =>
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

/** Reads these papers again and again. Records the values of `updated_at` of each paper in the order in which it sees them. */
function watchUpdates(ids: readonly TextVersion["paper_id"][]) {
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
