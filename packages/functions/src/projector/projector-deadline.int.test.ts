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

/** Returns an invocation. The test ends its time with `endTime`. */
function invocation(store = memory.statistics, leftMs = 60_000) {
  const times: { readonly ms: number; readonly abort: () => void }[] = [];
  const observability = silence();
  const errors = vi.spyOn(observability.logger, "error");
  const published = Promise.withResolvers<void>();
  const publisher = eventBridgePublisher({
    client: eventBridgeClient(emulatedAt(bus.endpoint)),
    busName: "papers",
    // One request after the other, so that the test knows which events the bus has when the time ends.
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

/** Returns runs of four events each, one run after the other in stream order. */
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

/** Delivers the records from this one, as Lambda does after a partial answer, with enough time. */
const deliverFrom = (batch: ReturnType<typeof streamBatch>, sequenceNumber: number) =>
  invocation().project({ Records: batch.Records.slice(sequenceNumber - 1) });

describe("a bus that becomes slow", () => {
  const histories = someRuns(6);
  const batch = streamBatch(eventsOf(histories));

  test("is not waited for until the timeout: the answer is the first record that was not published", async () => {
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
        "Time is up: events are not published, and have to be delivered again",
        { trace_id: histories[5]?.traceId, sequence_number: "21", events: 4 },
      ],
    ]);
  });

  test("gets only the other events with the next delivery", async () => {
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

  test("and never answers: the answer is the first record, and its fold is not repeated", async () => {
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

  test("is not waited for until the timeout: everything is published, and the answer is the first record that is not folded", async () => {
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
        "Time is up: events are not projected, and have to be delivered again",
        { trace_id: histories[0]?.traceId, sequence_number: "1", events: 16 },
      ],
    ]);
    expect(await deliverFrom(batch, 1)).toEqual({ batchItemFailures: [] });
    expect(stored()).toEqual(foldsOf(histories));
  });
});

test("if the table accepts only the first of two commits, the answer is the first record of the second commit, and the next delivery continues there", async () => {
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
])("with $leftMs ms left and a margin of 5,000, the work may take $times ms", async ({ leftMs, times }) => {
  const made = invocation(memory.statistics, leftMs);
  await made.project(streamBatch(eventsOf(someRuns(1))));
  expect(made.times.map(({ ms }) => ms)).toEqual(times);
});
