import { emulatedAt, eventBridgeClient } from "@paperledger/aws/clients/clients";
import { eventBridgePublisher } from "@paperledger/aws/events/event-publisher";
import { startPutEventsStub } from "@paperledger/aws/events/put-events-stub.fixture";
import type { Projected } from "@paperledger/core/statistics/project-run";
import { completedRun, type RunHistory, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { emptyRun, foldEvent } from "@paperledger/core/statistics/run-statistics";
import type { StoredRun } from "@paperledger/core/statistics/statistics-store";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lambdaContext, silence } from "../embedded-aws.fixture.ts";
import { createProjector } from "./projector.ts";
import { streamBatch } from "./stream-events.fixture.ts";

const never = new Promise<never>(() => {});

let runs: Map<string, StoredRun>;
let bus: Awaited<ReturnType<typeof startPutEventsStub>>;
let beforeAnswer: (request: number) => Promise<void> | void;

beforeEach(async () => {
  runs = new Map();
  beforeAnswer = () => {};
  bus = await startPutEventsStub({ beforeAnswer: (request) => beforeAnswer(request) });
});

afterEach(() => bus.stop());

/** Statistics in memory, of which nothing but this projector writes. */
const statistics: Projected = {
  readRun: async (traceId) => runs.get(traceId) ?? { run: emptyRun(traceId), revision: 0 },
  async commit({ revision }, run) {
    runs.set(run.trace_id, { run, revision: revision + 1 });
    return "committed";
  },
};

/** An invocation whose times end when the test says so. */
function invocation(store = statistics, leftMs = 60_000) {
  const times: { readonly ms: number; readonly abort: () => void }[] = [];
  const observability = silence();
  const errors = vi.spyOn(observability.logger, "error");
  const handler = createProjector({
    statistics: store,
    publisher: eventBridgePublisher({
      client: eventBridgeClient(emulatedAt(bus.endpoint)),
      busName: "papers",
    }),
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
    endFolding: () => times[0]?.abort(),
    endPublishing: () => times[1]?.abort(),
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
const stored = () => [...runs.values()].map(({ run }) => run);
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
    const { project, endPublishing, errors } = invocation();
    beforeAnswer = async (request) => {
      if (request < 2) return;
      endPublishing();
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
    const { project, endPublishing } = invocation();
    beforeAnswer = async (request) => {
      if (request !== 2) return;
      endPublishing();
      await never;
    };
    await project(batch);
    expect(await deliverFrom(batch, 21)).toEqual({ batchItemFailures: [] });
    expect(publishedIds()).toEqual(idsOf(histories));
    expect(stored()).toEqual(foldsOf(histories));
  });

  test("and never answers at all: the first record is answered, and its fold is not done again", async () => {
    const { project, endPublishing } = invocation();
    beforeAnswer = async () => {
      endPublishing();
      await never;
    };
    expect(await project(batch)).toEqual(answering(1));
    const revisions = [...runs.values()].map(({ revision }) => revision);
    beforeAnswer = () => {};
    expect(await deliverFrom(batch, 1)).toEqual({ batchItemFailures: [] });
    expect(publishedIds()).toEqual(idsOf(histories));
    expect([...runs.values()].map(({ revision }) => revision)).toEqual(revisions);
  });
});

describe.each(["readRun", "commit"] as const)("a statistics table whose %s gets slow", (call) => {
  const histories = someRuns(4);
  const batch = streamBatch(eventsOf(histories));

  /** Runs folded until the table stops answering. */
  const slowAfter = (count: number, endFolding: () => void): Projected => ({
    ...statistics,
    async [call](...given: [never, never, never]) {
      if (runs.size < count) return statistics[call](...given);
      endFolding();
      return never;
    },
  });

  test("is left in time to publish: what is folded is published, and the first record that is not is answered", async () => {
    const { project, errors } = (() => {
      const made = invocation(slowAfter(2, () => made.endFolding()));
      return made;
    })();
    expect(await project(batch)).toEqual(answering(9));
    expect(publishedIds()).toEqual(idsOf(histories.slice(0, 2)));
    expect(errors.mock.calls).toEqual([
      [
        "Time is up: events are not projected, and are to be delivered again",
        { trace_id: histories[2]?.traceId, sequence_number: "9", events: 8 },
      ],
    ]);
    expect(await deliverFrom(batch, 9)).toEqual({ batchItemFailures: [] });
    expect(publishedIds()).toEqual(idsOf(histories));
    expect(stored()).toEqual(foldsOf(histories));
  });

  test("and then the bus as well: the record that the bus did not take is the first", async () => {
    const made = invocation(slowAfter(3, () => made.endFolding()));
    beforeAnswer = async (request) => {
      if (request === 0) return;
      made.endPublishing();
      await never;
    };
    expect(await made.project(batch)).toEqual(answering(11));
    beforeAnswer = () => {};
    await deliverFrom(batch, 11);
    expect(publishedIds()).toEqual(idsOf(histories));
    expect(stored()).toEqual(foldsOf(histories));
  });

  test("with the runs' events mixed: what is published ends at the first event that is not folded", async () => {
    const [one, two] = histories;
    if (!one || !two) throw new Error("no runs");
    const mixed = streamBatch(one.events.flatMap((event, n) => [event, two.events[n] ?? event]));
    const made = invocation(slowAfter(1, () => made.endFolding()));
    expect(await made.project(mixed)).toEqual(answering(2));
    expect(publishedIds()).toEqual(idsOf([one]).slice(0, 1));
    await deliverFrom(mixed, 2);
    expect(publishedIds().toSorted()).toEqual(idsOf([one, two]).toSorted());
    expect(stored()).toEqual(foldsOf([one, two]));
  });
});

test.each([
  { leftMs: 60_000, times: [27_500, 55_000] },
  { leftMs: 5_000, times: [0, 0] },
  { leftMs: 1_000, times: [0, 0] },
])(
  "with $leftMs ms left and a margin of 5,000, folding and all may take $times ms",
  async ({ leftMs, times }) => {
    const made = invocation(statistics, leftMs);
    await made.project(streamBatch(eventsOf(someRuns(1))));
    expect(made.times.map(({ ms }) => ms)).toEqual(times);
  },
);
