import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { dynamoDbClient } from "@paperledger/aws/clients/clients";
import { dynamoDbVectorStore } from "@paperledger/aws/vectors/vector-store";
import { paperIdSchema } from "@paperledger/core/papers/paper";
import type { Embedder } from "@paperledger/core/vectors/embedder";
import { localEmbedder } from "@paperledger/core/vectors/local-embedder";
import type { VectorStore } from "@paperledger/core/vectors/vector-store";
import { detailOf, detailTypeOf, EVENT_SOURCE } from "@paperledger/events/bus-event";
import type { RunEvent } from "@paperledger/events/run-event";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entries, gzippedFeed } from "../batch-files.fixture.ts";
import {
  type EmbeddedAws,
  eventsOf,
  lambdaContext,
  processorOn,
  silence,
  startEmbeddedAws,
  upload,
} from "../embedded-aws.fixture.ts";
import { createVectorizer } from "./vectorizer.ts";

let aws: EmbeddedAws;
let embedded: number;

beforeAll(async () => {
  aws = await startEmbeddedAws();
});

afterAll(() => aws.stop());

const counting: Embedder = {
  ...localEmbedder,
  embed: (texts) => {
    embedded += texts.length;
    return localEmbedder.embed(texts);
  },
};

/** Returns a new vectorizer, as the handler module makes it. Each delivery uses a new one, as if it came to another process. */
function vectorize(event: unknown, embedder = counting, store = vectors()) {
  embedded = 0;
  const { logger } = silence();
  const handler = createVectorizer({
    papers: aws.ledger.papers,
    embedder,
    vectors: store,
    handledEvents: new DynamoDBPersistenceLayer({
      tableName: aws.tables.handledEvents,
      awsSdkV3Client: dynamoDbClient(aws.dynamoDbAt),
    }),
    logger,
  });
  return handler(event, lambdaContext());
}

const vectors = () => dynamoDbVectorStore({ client: aws.dynamoDb, table: aws.tables.vectors });

/** Returns a run event as EventBridge delivers it. */
const onBus = (event: RunEvent) => ({
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": detailTypeOf(event.type),
  source: EVENT_SOURCE,
  account: "111122223333",
  time: "2026-03-01T02:03:04Z",
  region: "us-east-1",
  resources: [],
  detail: detailOf(event),
});

/** Returns the first batch-done of a run of these papers. */
async function aBatchDone(papers: number, firstId: number): Promise<RunEvent> {
  const response = await processorOn(aws)(await upload(aws, gzippedFeed(entries(papers, {}, firstId))));
  if ("results" in response) throw new Error("one result expected");
  const event = (await eventsOf(aws, response.trace_id)).find(({ type }) => type === "batch-done");
  if (!event) throw new Error("no batch-done");
  return event;
}

test("each paper that a batch-done names gets a vector", async () => {
  const event = await aBatchDone(3, 1);
  const vectorized = { papers: 3, vectors: 3, forgotten: 0 };
  expect(await vectorize(onBus(event))).toEqual({ event_id: event.metadata.event_id, ...vectorized });
  const vector = await vectors().get(paperIdSchema.parse("arxiv:2401.00002"));
  expect(vector).toMatchObject({ model: localEmbedder.model, trace_id: event.metadata.trace_id });
  expect(vector?.vector).toHaveLength(localEmbedder.dimensions);
});

test("a repeated event gets the same answer, and makes no vector", async () => {
  const event = await aBatchDone(2, 11);
  const first = await vectorize(onBus(event));
  expect(await vectorize({ ...onBus(event), id: "another delivery" })).toEqual(first);
  expect(embedded).toBe(0);
});

test("if the handling of an event failed, it is handled when it comes again", async () => {
  const event = await aBatchDone(2, 21);
  const broken: Embedder = { ...localEmbedder, embed: () => Promise.reject(new Error("no model today")) };
  await expect(vectorize(onBus(event), broken)).rejects.toThrow("no model today");
  expect(await vectorize(onBus(event))).toMatchObject({ papers: 2, vectors: 2 });
});

test("a paper that cannot be read is reported with its id, and the others of its batch get vectors", async () => {
  const event = await aBatchDone(3, 41);
  await aws.dynamoDb.send(
    new UpdateCommand({
      TableName: aws.tables.papers,
      Key: { paper_id: "arxiv:2401.00042" },
      UpdateExpression: "SET title = :number",
      ExpressionAttributeValues: { ":number": 7 },
    }),
  );
  await expect(vectorize(onBus(event))).rejects.toThrow('"arxiv:2401.00042" cannot be read');
  const vectorOf = (id: string) => vectors().get(paperIdSchema.parse(`arxiv:2401.000${id}`));
  expect(await Promise.all(["41", "42", "43"].map(vectorOf))).toEqual([
    expect.objectContaining({ model: localEmbedder.model }),
    undefined,
    expect.objectContaining({ model: localEmbedder.model }),
  ]);
});

test("a batch that wrote nothing needs no vectors", async () => {
  await aBatchDone(2, 31);
  const again = await aBatchDone(2, 31);
  expect(await vectorize(onBus(again))).toMatchObject({ papers: 0, vectors: 0 });
});

/** Processes a file with one version of a paper, and returns its batch-done. */
async function batchDoneOf(
  paper_id: string,
  year: number,
  processing_status?: "withdrawn",
): Promise<RunEvent> {
  const paper = { paper_id, title: "W", updated_at: `${year}-01-01T00:00:00Z`, processing_status };
  const response = await processorOn(aws)(await upload(aws, JSON.stringify([paper])));
  if ("results" in response) throw new Error("one result expected");
  const event = (await eventsOf(aws, response.trace_id)).find(({ type }) => type === "batch-done");
  if (!event) throw new Error("no batch-done");
  return event;
}

/** Returns the papers that the vectorizer expects to have no vector yet. */
async function expectedNewOf(event: unknown): Promise<readonly string[]> {
  const expected: string[] = [];
  const store: VectorStore = {
    ...vectors(),
    apply: async (changes, expectedNew = new Set()) => {
      expected.push(...expectedNew);
      return vectors().apply(changes, expectedNew);
    },
  };
  await vectorize(event, counting, store);
  return expected;
}

test("only the first text of a paper is expected to have no vector, and none is if the event is replayed", async () => {
  const first = await batchDoneOf("demo:first", 2024);
  expect(await expectedNewOf(onBus(first))).toEqual(["demo:first"]);
  expect(await expectedNewOf(onBus(await batchDoneOf("demo:first", 2025)))).toEqual([]);
  const replayed = await batchDoneOf("demo:replayed", 2024);
  const metadata = { ...replayed.metadata, replayed_at: "2026-03-01T00:00:00.000Z" };
  expect(await expectedNewOf({ ...onBus(replayed), detail: { ...detailOf(replayed), metadata } })).toEqual(
    [],
  );
});

test("a withdrawn paper's vector is deleted, and late or repeated events do not bring it back", async () => {
  const id = paperIdSchema.parse("demo:w");
  const first = await batchDoneOf(id, 2024);
  expect(await vectorize(onBus(first))).toMatchObject({ papers: 1, vectors: 1, forgotten: 0 });
  expect(await vectors().get(id)).toBeDefined();
  const withdrawn = await batchDoneOf(id, 2025, "withdrawn");
  expect(await vectorize(onBus(withdrawn))).toMatchObject({ papers: 0, vectors: 0, forgotten: 1 });
  expect(await vectors().get(id)).toBeUndefined();
  // The same events with new ids, as if they came after the old ids were forgotten.
  for (const event of [first, withdrawn]) {
    const metadata = { ...event.metadata, event_id: `${event.metadata.event_id}-again` };
    await vectorize(onBus({ ...event, metadata }));
    expect(await vectors().get(id)).toBeUndefined();
  }
  expect(await vectorize(onBus(await batchDoneOf(id, 2026)))).toMatchObject({ papers: 1, vectors: 1 });
  expect(await vectors().get(id)).toMatchObject({ updated_at: "2026-01-01T00:00:00.000Z" });
});

test("a vector that was being made while its paper was withdrawn is not stored", async () => {
  const id = paperIdSchema.parse("demo:slow");
  const first = await batchDoneOf(id, 2024);
  const slow: Embedder = {
    ...localEmbedder,
    async embed(texts) {
      await vectorize(onBus(await batchDoneOf(id, 2025, "withdrawn")));
      return localEmbedder.embed(texts);
    },
  };
  expect(await vectorize(onBus(first), slow)).toMatchObject({ papers: 1, vectors: 0 });
  expect(await vectors().get(id)).toBeUndefined();
});

test("an event is remembered for 16 days: 14 in the dead-letter queue, and 2 for the retries before", async () => {
  const event = await aBatchDone(1, 61);
  const before = Date.now() / 1_000;
  await vectorize(onBus(event));
  const { Items = [] } = await aws.dynamoDb.send(new ScanCommand({ TableName: aws.tables.handledEvents }));
  const times = Items.map(({ expiration }) => Number(expiration));
  expect(times.length).toBeGreaterThan(0);
  const rememberedDays = (Math.max(...times) - before) / (24 * 60 * 60);
  expect(rememberedDays).toBeCloseTo(16, 1);
});

test("an event that is not a batch-done is refused", async () => {
  const event = await aBatchDone(1, 41);
  await expect(vectorize({ ...onBus(event), "detail-type": "paper-batch.completed" })).rejects.toThrow();
});
