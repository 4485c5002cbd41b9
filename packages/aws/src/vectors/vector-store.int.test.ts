import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { paperIdSchema, timestamp } from "@paperledger/core/papers/paper";
import type { PaperVector, VectorChange } from "@paperledger/core/vectors/vector-store";
import { failStatements, leaveOutLastAnswer, recordConsistency } from "@paperledger/faults/dynamodb-faults";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { VectorStoreError } from "./vector-item.ts";
import { dynamoDbVectorStore, VectorsNotWrittenError } from "./vector-store.ts";

const dynamoDb = await tablesForFile();
const table = TEST_TABLES.vectors;
const storeOf = (of: ReturnType<typeof testClient>) =>
  dynamoDbVectorStore({ client: of, table, retryPolicy: { maxTries: 4, baseMs: 1, capMs: 2 } });
const client = testClient(dynamoDb.endpoint);
const store = storeOf(client);

let vectorsMade = 0;
const vectorOf = (year: number, others: Partial<PaperVector> = {}): PaperVector => ({
  paper_id: paperIdSchema.parse(`arxiv:${++vectorsMade}`),
  updated_at: timestamp(new Date(Date.UTC(year, 0))),
  tie: "1",
  model: "model-1",
  vector: new Float32Array([year, -0.25, 1e-20]),
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  ...others,
});
const keep = (vector: PaperVector): VectorChange => ({ kind: "keep", ...vector });
const forget = ({ paper_id, trace_id }: PaperVector, year: number): VectorChange => ({
  kind: "forget",
  paper_id,
  trace_id,
  updated_at: timestamp(new Date(Date.UTC(year, 0))),
  tie: "1",
});
const kinds = async (changes: readonly VectorChange[], by = store) =>
  (await by.apply(changes)).map(({ kind }) => kind);
const itemOf = async ({ paper_id }: Pick<PaperVector, "paper_id">) =>
  (await client.send(new GetCommand({ TableName: table, Key: { paper_id } }))).Item;

test("the first vector of a paper is stored unchanged", async () => {
  const vector = vectorOf(2024);
  expect(await kinds([keep(vector)])).toEqual(["done"]);
  expect(await store.get(vector.paper_id)).toEqual(vector);
});

test("an item has the vector as binary, with its dimensions", async () => {
  const vector = vectorOf(2024, { vector: new Float32Array([1, -2]) });
  await store.apply([keep(vector)]);
  expect(await itemOf(vector)).toMatchObject({
    dimensions: 2,
    vector: new Uint8Array([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]),
  });
});

test.each<[string, "done" | "outdated", number, Partial<PaperVector>]>([
  ["of a newer version replaces the older", "done", 2025, {}],
  ["of an older version is outdated", "outdated", 2023, {}],
  ["of an older version is outdated, even if another model made it", "outdated", 2023, { model: "model-2" }],
  ["of the same version by the same model is outdated", "outdated", 2024, { trace_id: "other" }],
  ["of the same time with a greater tie replaces the older", "done", 2024, { tie: "2" }],
  ["of the same time with a lesser tie is outdated", "outdated", 2024, { tie: "0", model: "model-2" }],
  ["of the same version by another model replaces it", "done", 2024, { model: "model-2" }],
])("a vector %s", async (_what, expected, year, others) => {
  const first = vectorOf(2024);
  const second = vectorOf(year, { ...others, paper_id: first.paper_id });
  await store.apply([keep(first)]);
  expect(await kinds([keep(second)])).toEqual([expected]);
  expect(await store.get(first.paper_id)).toEqual(expected === "done" ? second : first);
});

describe("a withdrawn paper", () => {
  test("loses its vector, and no older or repeated vector comes back", async () => {
    const vector = vectorOf(2024);
    await store.apply([keep(vector)]);
    expect(await kinds([forget(vector, 2025)])).toEqual(["done"]);
    expect(await store.get(vector.paper_id)).toBeUndefined();
    expect(await itemOf(vector)).not.toHaveProperty("vector");
    expect(await kinds([keep(vector)])).toEqual(["outdated"]);
    expect(await kinds([forget(vector, 2025)])).toEqual(["outdated"]);
    expect(await store.get(vector.paper_id)).toBeUndefined();
  });

  test("that never had a vector gets no vector of an older version later", async () => {
    const vector = vectorOf(2024);
    expect(await kinds([forget(vector, 2025)])).toEqual(["done"]);
    expect(await kinds([keep(vector)])).toEqual(["outdated"]);
    expect(await store.get(vector.paper_id)).toBeUndefined();
  });

  test("that was published again after the withdrawal keeps the newer vector", async () => {
    const vector = vectorOf(2026);
    await store.apply([keep(vector)]);
    expect(await kinds([forget(vector, 2025)])).toEqual(["outdated"]);
    expect(await store.get(vector.paper_id)).toEqual(vector);
  });

  test("gets the vector of a newer version", async () => {
    const vector = vectorOf(2026);
    await store.apply([forget(vector, 2025)]);
    expect(await kinds([keep(vector)])).toEqual(["done"]);
    expect(await store.get(vector.paper_id)).toEqual(vector);
  });
});

test("the newest change of a paper decides, in every order, at once or one after the other, and with repeats", async () => {
  const change = fc.record({ year: fc.integer({ min: 2020, max: 2024 }), isWithdrawn: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.boolean(),
      async (given, atOnce, isExpectedNew) => {
        const { paper_id } = vectorOf(0);
        const changes = given.map(({ year, isWithdrawn }) => {
          const vector = vectorOf(year, { paper_id });
          return isWithdrawn ? forget(vector, year) : keep(vector);
        });
        const expectedNew = new Set(isExpectedNew ? [paper_id] : []);
        if (atOnce) await Promise.all(changes.map((each) => storeOf(client).apply([each], expectedNew)));
        else for (const each of [...changes, ...changes.toReversed()]) await store.apply([each], expectedNew);
        const newest = Math.max(...given.map(({ year }) => year));
        const isForgotten = given.some(({ year, isWithdrawn }) => year === newest && isWithdrawn);
        const found = await store.get(paper_id);
        expect(found?.updated_at).toBe(isForgotten ? undefined : `${newest}-01-01T00:00:00.000Z`);
      },
    ),
    { numRuns: 60 },
  );
});

/** Returns a client, and the names of the commands that it sends. */
function countingClient() {
  const counting = testClient(dynamoDb.endpoint);
  const commands: (string | undefined)[] = [];
  counting.middlewareStack.add((next, { commandName }) => (args) => {
    commands.push(commandName);
    return next(args);
  });
  return { counting, commands };
}

test("a batch needs one read and one write, and its outcomes come in the order of the changes", async () => {
  const { counting, commands } = countingClient();
  const old = vectorOf(2024);
  await store.apply([keep(old)]);
  const others = Array.from({ length: 23 }, () => keep(vectorOf(2024)));
  const changes = [keep(vectorOf(2023, { paper_id: old.paper_id })), ...others, forget(vectorOf(2024), 2024)];
  expect(await kinds(changes, storeOf(counting))).toEqual(["outdated", ...Array(24).fill("done")]);
  expect(commands).toEqual(["BatchGetItemCommand", "BatchExecuteStatementCommand"]);
});

const idsOf = (vectors: readonly PaperVector[]) => new Set(vectors.map(({ paper_id }) => paper_id));

test("a batch of papers that are expected to be new needs no read", async () => {
  const { counting, commands } = countingClient();
  const vectors = Array.from({ length: 25 }, () => vectorOf(2024));
  const outcomes = await storeOf(counting).apply(vectors.map(keep), idsOf(vectors));
  expect(outcomes).toEqual(Array(25).fill({ kind: "done" }));
  expect(commands).toEqual(["BatchExecuteStatementCommand"]);
  for (const vector of vectors) expect(await store.get(vector.paper_id)).toEqual(vector);
});

test("papers that are expected to be new and are not have the same outcomes as if they had been read", async () => {
  const older = vectorOf(2023);
  const newer = vectorOf(2025);
  const withdrawn = vectorOf(2024);
  await store.apply([keep(older), keep(newer), forget(withdrawn, 2026)]);
  const coming = [older, newer, withdrawn].map(({ paper_id }) => vectorOf(2024, { paper_id }));
  const added = vectorOf(2024);
  const all = [...coming, added];
  const outcomes = await store.apply(all.map(keep), idsOf(all));
  expect(outcomes.map(({ kind }) => kind)).toEqual(["done", "outdated", "outdated", "done"]);
  expect(await store.get(older.paper_id)).toEqual(coming[0]);
  expect(await store.get(newer.paper_id)).toEqual(newer);
  expect(await store.get(withdrawn.paper_id)).toBeUndefined();
  expect(await store.get(added.paper_id)).toEqual(added);
});

test("without changes, no request is sent", async () => {
  expect(await dynamoDbVectorStore({ client: testClient("http://127.0.0.1:1"), table }).apply([])).toEqual(
    [],
  );
});

test.each([
  ["throttled", "ThrottlingError", false],
  ["failed inside after they succeeded", "InternalServerError", true],
])(
  "statements that were %s are read again consistently, and get an outcome",
  async (_what, code, afterEffect) => {
    const failing = testClient(dynamoDb.endpoint);
    const { reads } = recordConsistency(failing);
    failStatements(failing, (batch, place) => (batch < 2 && place > 0 ? { code, afterEffect } : undefined));
    const vectors = [vectorOf(2024), vectorOf(2024), vectorOf(2024)];
    await storeOf(failing).apply(vectors.map(keep));
    for (const vector of vectors) expect(await store.get(vector.paper_id)).toEqual(vector);
    expect(reads[0]).toBe(false);
    expect(reads.slice(1).every(Boolean)).toBe(true);
  },
);

test("a statement without an answer does not count as written", async () => {
  const failing = testClient(dynamoDb.endpoint);
  leaveOutLastAnswer(failing);
  const vectors = [vectorOf(2024), vectorOf(2024)];
  expect(await kinds(vectors.map(keep), storeOf(failing))).toEqual(["done", "done"]);
  for (const vector of vectors) expect(await store.get(vector.paper_id)).toEqual(vector);
});

test("a table that throttles for longer than the retry policy allows is an error, and the changes can be made again", async () => {
  const failing = testClient(dynamoDb.endpoint);
  failStatements(failing, (batch) => (batch < 4 ? { code: "ThrottlingError" } : undefined));
  const changes = [keep(vectorOf(2024))];
  await expect(storeOf(failing).apply(changes)).rejects.toThrow(VectorsNotWrittenError);
  expect(await kinds(changes, storeOf(failing))).toEqual(["done"]);
});

test("a vector that the table never accepts is an error that names its paper", async () => {
  const vector = vectorOf(2024, { vector: new Float32Array(110_000) });
  await expect(store.apply([keep(vector)])).rejects.toThrow(
    new RegExp(`refuses the vector of ${vector.paper_id} .*fewer dimensions`),
  );
});

test("get returns undefined for a paper without a vector", async () => {
  expect(await store.get(vectorOf(0).paper_id)).toBeUndefined();
});

test("an item that is not a vector is an error that names it", async () => {
  const { paper_id, ...version } = vectorOf(2024);
  const Item = { ...version, paper_id, dimensions: 3, vector: new Uint8Array(8) };
  await client.send(new PutCommand({ TableName: table, Item }));
  await expect(store.get(paper_id)).rejects.toThrow(VectorStoreError);
  await expect(store.get(paper_id)).rejects.toThrow(/arxiv:.*dimensions/s);
  const odd = vectorOf(2024);
  await client.send(new PutCommand({ TableName: table, Item: { paper_id: odd.paper_id, updated_at: 1 } }));
  await expect(store.apply([keep(odd)])).rejects.toThrow(VectorStoreError);
});
