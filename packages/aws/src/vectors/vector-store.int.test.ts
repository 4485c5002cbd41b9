import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { paperIdSchema, timestamp } from "@paperledger/core/papers/paper";
import type { PaperVector, VectorStore } from "@paperledger/core/vectors/vector-store";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/local/embedded-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestTables, TEST_TABLES, testClient } from "../tables/tables.fixture.ts";
import { dynamoDbVectorStore, VectorStoreError } from "./vector-store.ts";

let dynamoDb: EmbeddedDynamoDb;
let store: VectorStore;
let client: ReturnType<typeof testClient>;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
  await createTestTables(dynamoDb.endpoint);
  client = testClient(dynamoDb.endpoint);
  store = dynamoDbVectorStore({ client, table: TEST_TABLES.vectors });
});
afterAll(() => dynamoDb.stop());

let vectorsMade = 0;
const vectorOf = (year: number, others: Partial<PaperVector> = {}): PaperVector => ({
  paper_id: paperIdSchema.parse(`arxiv:${++vectorsMade}`),
  updated_at: timestamp(new Date(Date.UTC(year, 0))),
  model: "model-1",
  vector: new Float32Array([year, -0.25, 1e-20]),
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  ...others,
});

test("the first vector of a paper is stored as it is", async () => {
  const vector = vectorOf(2024);
  expect(await store.upsert(vector)).toBe("upserted");
  expect(await store.get(vector.paper_id)).toEqual(vector);
});

test("a vector stands in its item as binary, with its dimensions", async () => {
  const { paper_id } = vectorOf(0);
  await store.upsert(vectorOf(2024, { paper_id, vector: new Float32Array([1, -2]) }));
  const { Item } = await client.send(new GetCommand({ TableName: TEST_TABLES.vectors, Key: { paper_id } }));
  expect(Item).toMatchObject({ dimensions: 2, vector: new Uint8Array([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]) });
});

test.each<[string, "upserted" | "duplicate", number, Partial<PaperVector>]>([
  ["of a newer version replaces the older", "upserted", 2025, {}],
  ["of an older version is a duplicate", "duplicate", 2023, {}],
  [
    "of an older version is a duplicate, though another model made it",
    "duplicate",
    2023,
    { model: "model-2" },
  ],
  ["of the same version by the same model is a duplicate", "duplicate", 2024, { trace_id: "other" }],
  ["of the same version by another model replaces it", "upserted", 2024, { model: "model-2" }],
])("a vector %s", async (_what, expected, year, others) => {
  const first = vectorOf(2024);
  const second = vectorOf(year, { ...others, paper_id: first.paper_id });
  await store.upsert(first);
  expect(await store.upsert(second)).toBe(expected);
  expect(await store.get(first.paper_id)).toEqual(expected === "upserted" ? second : first);
});

test("in whatever order many versions come at once, the newest vector stays", async () => {
  const { paper_id } = vectorOf(0);
  const years = [2021, 2025, 2020, 2024, 2022, 2023];
  await Promise.all(years.map((year) => store.upsert(vectorOf(year, { paper_id }))));
  expect((await store.get(paper_id))?.updated_at).toBe("2025-01-01T00:00:00.000Z");
});

test("a paper without a vector has none", async () => {
  expect(await store.get(vectorOf(0).paper_id)).toBeUndefined();
});

test("an item that is no vector is an error that names it", async () => {
  const { paper_id, ...version } = vectorOf(2024);
  const Item = { ...version, paper_id, dimensions: 3, vector: new Uint8Array(8) };
  await client.send(new PutCommand({ TableName: TEST_TABLES.vectors, Item }));
  await expect(store.get(paper_id)).rejects.toThrow(VectorStoreError);
  await expect(store.get(paper_id)).rejects.toThrow(/arxiv:.*dimensions/s);
});
