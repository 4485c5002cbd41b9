import { emulatedAt } from "@paperledger/aws/clients/clients";
import { eventBridgeClient } from "@paperledger/aws/clients/event-bridge-client";
import { eventItem } from "@paperledger/aws/event-log/event-item";
import { eventBridgePublisher } from "@paperledger/aws/events/event-publisher";
import { startPutEventsStub } from "@paperledger/aws/events/put-events-stub.fixture";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { type RunEvent, SCHEMA_VERSION } from "@paperledger/events/run-event";
import { afterAll, beforeAll, expect, test } from "vitest";
import { atomFeed, entries, gzippedFeed } from "../batch-files.fixture.ts";
import {
  type EmbeddedAws,
  eventsOf,
  lambdaContext,
  processorOn,
  silence,
  startEmbeddedAws,
  upload,
} from "../embedded-aws.fixture.ts";
import { createProjector } from "./projector.ts";
import { streamBatch, streamRecord } from "./stream-events.fixture.ts";

type Stub = Awaited<ReturnType<typeof startPutEventsStub>>;

let aws: EmbeddedAws;
let bus: Stub;
let refuse: (eventId: string) => boolean;

beforeAll(async () => {
  aws = await startEmbeddedAws();
  bus = await startPutEventsStub({
    outcomeOf: ({ Detail }) =>
      refuse(JSON.parse(Detail).metadata.event_id) ? { ErrorCode: "ThrottlingException" } : "taken",
  });
});

afterAll(async () => {
  await bus.stop();
  await aws.stop();
});

function project(event: unknown, { refused = [], statistics = aws.ledger.statistics }: Options = {}) {
  refuse = (eventId) => refused.includes(eventId);
  const publisher = eventBridgePublisher({
    client: eventBridgeClient(emulatedAt(bus.endpoint)),
    busName: "papers",
    retryPolicy: { maxTries: 2, baseMs: 1, capMs: 2 },
  });
  return createProjector({ statistics, publisher, answerMarginMs: 5_000, ...silence() })(
    event,
    lambdaContext(),
  );
}

interface Options {
  readonly refused?: readonly string[];
  readonly statistics?: StatisticsStore;
}

let firstId = 1;

/** Returns a run of this many papers. Its events are in the log, but not projected. */
async function aRun(papers: number): Promise<{ traceId: string; events: RunEvent[] }> {
  const feed = gzippedFeed(entries(papers, {}, firstId));
  firstId += papers;
  const response = await processorOn(aws)(await upload(aws, feed));
  if ("results" in response) throw new Error("one result expected");
  return { traceId: response.trace_id, events: await eventsOf(aws, response.trace_id) };
}

const publishedIds = () => bus.taken.map(({ Detail }) => JSON.parse(Detail).metadata.event_id);
const runOf = (traceId: string) => aws.ledger.statistics.run(parseTraceId(traceId));
const nothingDiffers = async () => (await verifyStatistics(aws.ledger)).differences;

test("a run's events are folded into its statistics, and each is published in order with its own type", async () => {
  const { traceId, events } = await aRun(30);
  bus.taken.length = 0;
  expect(await project(streamBatch(events))).toEqual({ batchItemFailures: [] });
  expect(await runOf(traceId)).toMatchObject({
    run_status: "completed",
    applied: [[0, 3]],
    tally: { runs_started: 1, runs_completed: 1, processed: 30, upserted: 30, batches: 2 },
    by_source: { arxiv: { processed: 30 } },
  });
  expect(bus.taken.map(({ Source, DetailType }) => [Source, DetailType])).toEqual([
    ["paperledger", "paper-batch.started"],
    ["paperledger", "paper-batch.batch-done"],
    ["paperledger", "paper-batch.batch-done"],
    ["paperledger", "paper-batch.completed"],
  ]);
  expect(JSON.parse(bus.taken[1]?.Detail ?? "")).toEqual({
    metadata: events[1]?.metadata,
    data: events[1]?.data,
  });
  expect(await nothingDiffers()).toEqual([]);
});

test("the same stream batch again changes no statistics, and is published again under the same ids", async () => {
  const { traceId, events } = await aRun(30);
  await project(streamBatch(events));
  const before = await Array.fromAsync(aws.ledger.statistics.all());
  bus.taken.length = 0;
  await project(streamBatch(events));
  expect(await Array.fromAsync(aws.ledger.statistics.all())).toEqual(before);
  expect(publishedIds()).toEqual(events.map(({ metadata }) => metadata.event_id));
  expect((await runOf(traceId))?.tally.processed).toBe(30);
});

test("events of several runs in one stream batch, out of order, are each folded into their own run", async () => {
  const one = await aRun(26);
  const two = await aRun(27);
  await project(streamBatch([...two.events.toReversed(), ...one.events]));
  expect((await runOf(one.traceId))?.tally.processed).toBe(26);
  expect((await runOf(two.traceId))?.tally.processed).toBe(27);
  expect(await nothingDiffers()).toEqual([]);
});

test("an event that the bus refuses is the failed record, and is delivered again with those after it", async () => {
  const { events } = await aRun(30);
  const refused = events[2]?.metadata.event_id ?? "";
  bus.taken.length = 0;
  expect(await project(streamBatch(events), { refused: [refused] })).toEqual({
    batchItemFailures: [{ itemIdentifier: "3" }],
  });
  expect(publishedIds()).not.toContain(refused);
  expect(await project({ Records: streamBatch(events).Records.slice(2) })).toEqual({ batchItemFailures: [] });
  expect(new Set(publishedIds())).toEqual(new Set(events.map(({ metadata }) => metadata.event_id)));
  expect(await nothingDiffers()).toEqual([]);
});

test("a record without a run event is the failed record, and the records before it are folded and published", async () => {
  const { traceId, events } = await aRun(30);
  const [first, second, ...rest] = streamBatch(events).Records;
  const poison = streamRecord({ trace_id: traceId, seq: 77, type: "batch-done" }, 50);
  bus.taken.length = 0;
  expect(await project({ Records: [first, second, poison, ...rest] })).toEqual({
    batchItemFailures: [{ itemIdentifier: "50" }],
  });
  expect((await runOf(traceId))?.applied).toEqual([[0, 1]]);
  expect(publishedIds()).toEqual(events.slice(0, 2).map(({ metadata }) => metadata.event_id));
  await project({ Records: rest });
});

test("the first event of a run that cannot be folded is the failed record, and everything is still published", async () => {
  const one = await aRun(1);
  const two = await aRun(1);
  const statistics: StatisticsStore = {
    ...aws.ledger.statistics,
    readRuns: (traceIds) =>
      traceIds.some((traceId) => traceId === two.traceId)
        ? Promise.reject(new Error("the table does not answer"))
        : aws.ledger.statistics.readRuns(traceIds),
  };
  bus.taken.length = 0;
  const events = [...one.events, ...two.events, ...one.events];
  expect(await project(streamBatch(events), { statistics })).toEqual({
    batchItemFailures: [{ itemIdentifier: "4" }],
  });
  expect(publishedIds()).toEqual(events.map(({ metadata }) => metadata.event_id));
  await project(streamBatch(two.events));
});

test("if one record is refused, one is not folded and one is unreadable, the answer is the first of them", async () => {
  const [one, two] = [await aRun(1), await aRun(1)];
  const statistics: StatisticsStore = {
    ...aws.ledger.statistics,
    readRuns: (traceIds) =>
      traceIds.some((traceId) => traceId === two.traceId)
        ? Promise.reject(new Error("the table does not answer"))
        : aws.ledger.statistics.readRuns(traceIds),
  };
  const poison = streamRecord({ trace_id: one.traceId, seq: 77, type: "batch-done" }, 50);
  const batch = { Records: [...streamBatch([...one.events, ...two.events]).Records, poison] };
  const refused = [one.events[1]?.metadata.event_id ?? ""];
  const answers = [
    await project(batch, { refused, statistics }),
    await project(batch, { statistics }),
    await project(batch),
  ];
  expect(answers.map(({ batchItemFailures: [failure] }) => failure?.itemIdentifier)).toEqual([
    "2",
    "4",
    "50",
  ]);
});

test("a stream record that is not an insert is ignored", async () => {
  const { traceId, events } = await aRun(1);
  const [started] = events;
  if (!started) throw new Error("no event");
  bus.taken.length = 0;
  const response = await project({ Records: [streamRecord(eventItem(started), 1, "MODIFY")] });
  expect(response).toEqual({ batchItemFailures: [] });
  expect(await runOf(traceId)).toBeUndefined();
  expect(bus.taken).toEqual([]);
  await project(streamBatch(events));
});

test("a newer event is counted by its known fields, and published with its unknown fields", async () => {
  const { traceId, events } = await aRun(5);
  const newer = events.map((event) => ({
    ...eventItem(event),
    schema_version: SCHEMA_VERSION + 1,
    data: { ...event.data, languages: ["en"] },
  }));
  bus.taken.length = 0;
  const Records = newer.map((item, index) => streamRecord(item, index + 1));
  expect(await project({ Records })).toEqual({ batchItemFailures: [] });
  expect(await runOf(traceId)).toMatchObject({ run_status: "completed", tally: { processed: 5 } });
  for (const { Detail } of bus.taken)
    expect(JSON.parse(Detail)).toMatchObject({
      metadata: { schema_version: SCHEMA_VERSION + 1 },
      data: { languages: ["en"] },
    });
});

test("an event of an unknown type is published unchanged and not counted, and nothing waits for it", async () => {
  const { traceId, events } = await aRun(5);
  const paused = {
    ...eventItem(firstOf(events)),
    seq: 2_000_000_000,
    event_id: `${traceId}:2000000000`,
    type: "paused",
    data: { until: "tomorrow" },
  };
  bus.taken.length = 0;
  const [first, ...rest] = streamBatch(events).Records;
  expect(await project({ Records: [first, streamRecord(paused, 50), ...rest] })).toEqual({
    batchItemFailures: [],
  });
  expect(await runOf(traceId)).toMatchObject({ run_status: "completed", applied: [[0, 2]] });
  expect(bus.taken[1]).toMatchObject({ DetailType: "paper-batch.paused" });
  expect(JSON.parse(bus.taken[1]?.Detail ?? "").data).toEqual({ until: "tomorrow" });
});

test("an event of an older layout is the failed record, and the records before it are folded and published", async () => {
  const { traceId, events } = await aRun(5);
  const [started, ...rest] = streamBatch(events).Records;
  const older = streamRecord({ ...eventItem(firstOf(events)), schema_version: SCHEMA_VERSION - 1 }, 50);
  bus.taken.length = 0;
  expect(await project({ Records: [started, older, ...rest] })).toEqual({
    batchItemFailures: [{ itemIdentifier: "50" }],
  });
  expect((await runOf(traceId))?.applied).toEqual([[0, 0]]);
  expect(publishedIds()).toEqual([firstOf(events).metadata.event_id]);
  await project({ Records: rest });
});

function firstOf([first]: readonly RunEvent[]): RunEvent {
  if (!first) throw new Error("no event");
  return first;
}

test("failed runs and rejected records are counted", async () => {
  const feed = atomFeed([{ id: "2409.00001" }, "<entry><title>T</title></entry>"]);
  const response = await processorOn(aws)(await upload(aws, feed.slice(0, feed.indexOf("</feed>"))));
  if ("results" in response) throw new Error("one result expected");
  await project(streamBatch(await eventsOf(aws, response.trace_id)));
  expect(await runOf(response.trace_id)).toMatchObject({
    run_status: "failed",
    failure: { reason: "truncated" },
    tally: { runs_failed: 1, runs_completed: 0, processed: 2, upserted: 1, rejected: 1 },
  });
  expect(await nothingDiffers()).toEqual([]);
});
