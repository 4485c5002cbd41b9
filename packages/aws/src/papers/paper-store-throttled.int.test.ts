import { ProvisionedThroughputExceededException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { paperVersion } from "@paperledger/core/papers/paper-version.fixture";
import { recordConsistency } from "@paperledger/faults/dynamodb-faults";
import { expect, test } from "vitest";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { dynamoDbPaperStore } from "./paper-store.ts";

const dynamoDb = await tablesForFile();

const BATCHES = 60;
const BATCH_PAPERS = 25;

const batchesOf = (trial: string) =>
  Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: BATCH_PAPERS }, (_, paper) =>
      paperVersion({
        id: `arxiv:${trial}-${batch}-${paper}`,
        record_number: batch * BATCH_PAPERS + paper + 1,
      }),
    ),
  );

/** Makes a table accept this many batches of statements at once. It throttles each statement of further batches. */
function taking(client: DynamoDBDocumentClient, batchesAtOnce: number, how: "by statement" | "as a whole") {
  const seen = { sent: 0, throttled: 0 };
  let underWay = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!("Statements" in args.input)) return next(args);
      seen.sent++;
      if (underWay < batchesAtOnce) {
        underWay++;
        return next(args).finally(() => underWay--);
      }
      seen.throttled++;
      if (how === "as a whole")
        throw new ProvisionedThroughputExceededException({ $metadata: {}, message: "injected" });
      const Responses = (args.input.Statements ?? []).map(() => ({ Error: { Code: "ThrottlingError" } }));
      return { output: { $metadata: {}, Responses }, response: undefined };
    },
    { step: "initialize" },
  );
  return seen;
}

test.each(["by statement", "as a whole"] as const)(
  "if the table throttles %s, the number of writes in flight falls, all papers are written, and few tries fail",
  async (how) => {
    const client = testClient(dynamoDb.endpoint);
    const seen = taking(client, 2, how);
    const store = dynamoDbPaperStore({
      client,
      table: TEST_TABLES.papers,
      retryPolicy: { maxTries: 30, baseMs: 5, capMs: 20 },
    });
    const batches = batchesOf(how.replaceAll(" ", "-"));

    const outcomes = await Promise.all(batches.map((batch) => store.upsert(batch)));

    expect(outcomes.flat().every(({ kind }) => kind === "upserted")).toBe(true);
    expect(await store.get(batches.flat().map(({ paper_id }) => paper_id))).toHaveLength(
      BATCHES * BATCH_PAPERS,
    );
    // There are sixty batches at once. Without a limit, most of their tries would fail.
    expect(seen.throttled).toBeGreaterThan(0);
    expect(seen.throttled).toBeLessThan(BATCHES / 4);
  },
);

test("after the signal aborts, a batch is not written, neither after its read nor after it has waited for other batches", async () => {
  const client = testClient(dynamoDb.endpoint);
  const giveUp = new AbortController();
  const seen = { batches: 0 };
  const { promise: answer, resolve: letThrough } = Promise.withResolvers<void>();
  const reads = recordConsistency(client).reads;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!("Statements" in args.input)) return next(args);
      seen.batches++;
      await answer;
      return next(args);
    },
    { step: "initialize" },
  );
  const store = dynamoDbPaperStore({ client, table: TEST_TABLES.papers, maxWritesInFlight: 1 });
  const [first = [], second = []] = batchesOf("given-up");
  const underWay = store.upsert(first, giveUp.signal);
  await expect.poll(() => seen.batches).toBe(1);
  const waiting = store.upsert(second, giveUp.signal);
  await expect.poll(() => reads.length).toBe(2);
  giveUp.abort();
  letThrough();
  await expect(waiting).rejects.toThrow(/abort/i);
  expect((await underWay).every(({ kind }) => kind === "upserted")).toBe(true);
  expect(seen.batches).toBe(1);
});

test("if the signal aborts during a wait, a batch is not tried again", async () => {
  const client = testClient(dynamoDb.endpoint);
  const seen = taking(client, 0, "by statement");
  const store = dynamoDbPaperStore({
    client,
    table: TEST_TABLES.papers,
    retryPolicy: { maxTries: 1_000, baseMs: 3_600_000, capMs: 3_600_000 },
  });
  const giveUp = new AbortController();
  const [batch = []] = batchesOf("unheard");
  const upserted = store.upsert(batch, giveUp.signal);
  await expect.poll(() => seen.throttled).toBe(1);
  giveUp.abort();
  await expect(upserted).rejects.toThrow(/abort/i);
  await expect(store.upsert(batch, giveUp.signal)).rejects.toThrow(/abort/i);
  expect(seen.sent).toBe(1);
});
