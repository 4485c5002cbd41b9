import { emulatedAt } from "@paperledger/aws/clients/clients";
import { eventBridgeClient } from "@paperledger/aws/clients/event-bridge-client";
import { eventBridgePublisher } from "@paperledger/aws/events/event-publisher";
import { startPutEventsStub } from "@paperledger/aws/events/put-events-stub.fixture";
import { projectedInMemory } from "@paperledger/core/statistics/projected-in-memory.fixture";
import { completedRun, type RunHistory, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { emptyRun, foldEvent } from "@paperledger/core/statistics/run-statistics";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lambdaContext, silence } from "../embedded-aws.fixture.ts";
import { createProjector } from "./projector.ts";
import { streamBatch } from "./stream-events.fixture.ts";

const never = new Promise<never>(() => {});

let memory: ReturnType<typeof projectedInMemory>;
let bus: Awaited<ReturnType<typeof startPutEventsStub>>;
let beforeAnswer: (request: number) => Promise<void> | void;

beforeEach(async () => {
  memory = projectedInMemory();
  beforeAnswer = () => {};
  bus = await startPutEventsStub({ beforeAnswer: (request) => beforeAnswer(request) });
});

afterEach(() => bus.stop());

/** An invocation whose times end when the test says so. */
function invocation(store = memory.statistics, leftMs = 60_000) {
  const times: { readonly ms: number; readonly abort: () => void }[] = [];
  const observability = silence();
  const errors = vi.spyOn(observability.logger, "error");
  const published = Promise.withResolvers<void>();
  const publisher = eventBridgePublisher({
    client: eventBridgeClient(emulatedAt(bus.endpoint)),
    busName: "papers",
    // One after the other, so that it is certain which of them the bus has taken when the time ends.
    requestsInFlight: 1,
  });
  const handler = createProjector({
    statistics: store,
    publisher: {
      async publish(...given) {
        const failures = await publisher.publish(...given);
        published.resolve();
        return failures;
      },
    },
    answerMarginMs: 5_000,
    ...observability,
    abortAfter(ms) {
      const controller = new AbortController();
      times.push({ ms, abort: () => controller.abort() });
      return controller.signal;
    },
  });
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => leftMs };
  return {
    times,
    errors,
    project: (event: unknown) => handler(event, context),
    endTime: () => times[0]?.abort(),
    published: published.promise,
  };
}

/** Runs of four events each, in stream order one after the other. */
const someRuns = (count: number): RunHistory[] =>
  Array.from({ length: count }, (_, n) => completedRun(traceIdOn(1, n), [{}, {}]));

const eventsOf = (histories: readonly RunHistory[]) => histories.flatMap(({ events }) => events);
const idsOf = (histories: readonly RunHistory[]) =>
  eventsOf(histories).map(({ metadata }) => metadata.event_id);
const publishedIds = () => bus.taken.map(({ Detail }) => JSON.parse(Detail).metadata.event_id);
const foldsOf = (histories: readonly RunHistory[]) =>
  histories.map(({ traceId, events }) => events.reduce(foldEvent, emptyRun(traceId)));
const stored = () => [...memory.runs.values()].map(({ run }) => run);
const answering = (sequenceNumber: number) => ({
  batchItemFailures: [{ itemIdentifier: String(sequenceNumber) }],
});

/** Delivers from this record on, as Lambda does after a partial answer, with all the time that it takes. */
const deliverFrom = (batch: ReturnType<typeof streamBatch>, sequenceNumber: number) =>
  invocation().project({ Records: batch.Records.slice(sequenceNumber - 1) });

describe("a bus that gets slow", () => {
  const histories = someRuns(6);
  const batch = streamBatch(eventsOf(histories));

  test("is left while time is left: the first record that it did not take is answered", async () => {
    const { project, endTime, errors } = invocation();
    beforeAnswer = async (request) => {
      if (request < 2) return;
      endTime();
      await never;
    };
    expect(await project(batch)).toEqual(answering(21));
    expect(publishedIds()).toEqual(idsOf(histories).slice(0, 20));
    expect(stored()).toEqual(foldsOf(histories));
    expect(errors.mock.calls).toEqual([
      [
        "Time is up: events are not published, and are to be delivered again",
        { trace_id: histories[5]?.traceId, sequence_number: "21", events: 4 },
      ],
    ]);
  });

  test("gets only the rest with the next delivery", async () => {
    const { project, endTime } = invocation();
    beforeAnswer = async (request) => {
      if (request !== 2) return;
      endTime();
      await never;
    };
    await project(batch);
    expect(await deliverFrom(batch, 21)).toEqual({ batchItemFailures: [] });
    expect(publishedIds()).toEqual(idsOf(histories));
    expect(stored()).toEqual(foldsOf(histories));
  });

  test("and never answers at all: the first record is answered, and its fold is not done again", async () => {
    const { project, endTime } = invocation();
    beforeAnswer = async () => {
      endTime();
      await never;
    };
    expect(await project(batch)).toEqual(answering(1));
    const revisions = [...memory.runs.values()].map(({ revision }) => revision);
    beforeAnswer = () => {};
    expect(await deliverFrom(batch, 1)).toEqual({ batchItemFailures: [] });
    expect(publishedIds()).toEqual(idsOf(histories));
    expect([...memory.runs.values()].map(({ revision }) => revision)).toEqual(revisions);
  });
});

describe.each(["readRuns", "commit"] as const)("a statistics table whose %s never answers", (call) => {
  const histories = someRuns(4);
  const batch = streamBatch(eventsOf(histories));

  test("is left while time is left: everything is published, and the first record that is not folded is answered", async () => {
    const made = invocation({
      ...memory.statistics,
      [call]: () => {
        void made.published.then(made.endTime);
        return never;
      },
    });
    expect(await made.project(batch)).toEqual(answering(1));
    expect(publishedIds()).toEqual(idsOf(histories));
    expect(made.errors.mock.calls).toEqual([
      [
        "Time is up: events are not projected, and are to be delivered again",
        { trace_id: histories[0]?.traceId, sequence_number: "1", events: 16 },
      ],
    ]);
    expect(await deliverFrom(batch, 1)).toEqual({ batchItemFailures: [] });
    expect(stored()).toEqual(foldsOf(histories));
  });
});

test("a table that takes only the first of two commits: the first record of the second is answered, and goes on from there", async () => {
  const histories = someRuns(120);
  const batch = streamBatch(eventsOf(histories));
  const made = invocation({
    ...memory.statistics,
    commit(changes) {
      if (memory.runs.size === 0) return memory.statistics.commit(changes);
      void made.published.then(made.endTime);
      return never;
    },
  });
  const answer = await made.project(batch);
  const folded = memory.runs.size;
  expect(folded).toBeGreaterThan(90);
  expect(answer).toEqual(answering(4 * folded + 1));
  expect(await deliverFrom(batch, 4 * folded + 1)).toEqual({ batchItemFailures: [] });
  expect(new Set(publishedIds())).toEqual(new Set(idsOf(histories)));
  expect(stored()).toEqual(foldsOf(histories));
});

test.each([
  { leftMs: 60_000, times: [55_000] },
  { leftMs: 5_000, times: [0] },
  { leftMs: 1_000, times: [0] },
])("with $leftMs ms left and a margin of 5,000, all work may take $times ms", async ({ leftMs, times }) => {
  const made = invocation(memory.statistics, leftMs);
  await made.project(streamBatch(eventsOf(someRuns(1))));
  expect(made.times.map(({ ms }) => ms)).toEqual(times);
});
