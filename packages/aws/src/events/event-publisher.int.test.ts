import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { busEventSchema } from "@paperledger/events/bus-event";
import { describe, expect, onTestFinished, test } from "vitest";
import { emulatedAt } from "../clients/clients.ts";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import { batchDone, newTraceId } from "../event-log/run-event.fixture.ts";
import { entrySizeBytes, eventEntry } from "./event-entry.ts";
import { eventBridgePublisher } from "./event-publisher.ts";
import { type PutEntry, startPutEventsStub } from "./put-events-stub.fixture.ts";

const QUICK_RETRIES = { maxTries: 3, baseMs: 1, capMs: 2 };

async function publisherTo(
  options: Parameters<typeof startPutEventsStub>[0] = {},
  retryPolicy: RetryPolicy = QUICK_RETRIES,
  requestsInFlight = 1,
) {
  const bus = await startPutEventsStub(options);
  const client = new EventBridgeClient({ ...emulatedAt(bus.endpoint), maxAttempts: 2 });
  onTestFinished(async () => {
    client.destroy();
    await bus.stop();
  });
  return {
    bus,
    publisher: eventBridgePublisher({ client, busName: "papers", retryPolicy, requestsInFlight }),
  };
}

const eventsOf = (count: number, ids: readonly string[] = ["arxiv:1"]) => {
  const traceId = newTraceId();
  return Array.from({ length: count }, (_, n) => batchDone(traceId, n + 1, { upserted_ids: [...ids] }));
};
const seqOf = ({ Detail }: PutEntry): number => JSON.parse(Detail).metadata.seq;

test("an event is published with its own time, in the form that subscribers parse", async () => {
  const { bus, publisher } = await publisherTo();
  const [event] = eventsOf(1);
  expect(await publisher.publish(event ? [event] : [])).toEqual([]);
  const [entry] = bus.taken;
  expect(entry).toMatchObject({
    EventBusName: "papers",
    Time: Date.parse("2024-01-02T03:04:05.678Z") / 1000,
  });
  const delivered = {
    source: entry?.Source,
    "detail-type": entry?.DetailType,
    detail: JSON.parse(entry?.Detail ?? ""),
  };
  expect(busEventSchema.parse(delivered)).toEqual({
    source: "paperledger",
    "detail-type": "paper-batch.batch-done",
    detail: { metadata: event?.metadata, data: event?.data },
  });
});

test("a request has 10 events, and they come in order if one request is in flight at a time", async () => {
  const { bus, publisher } = await publisherTo();
  expect(await publisher.publish(eventsOf(23))).toEqual([]);
  expect(bus.requests.map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(bus.taken.map(seqOf)).toEqual(Array.from({ length: 23 }, (_, n) => n + 1));
});

test("with four requests in flight, a fifth request waits", async () => {
  const allAsked = Promise.withResolvers<void>();
  let mostAtOnce = 0;
  const { bus, publisher } = await publisherTo(
    {
      async beforeAnswer(request) {
        mostAtOnce = Math.max(mostAtOnce, bus.requests.length - bus.taken.length / 10);
        if (request === 3) allAsked.resolve();
        await allAsked.promise;
      },
    },
    QUICK_RETRIES,
    4,
  );
  expect(await publisher.publish(eventsOf(60))).toEqual([]);
  expect(bus.taken.map(seqOf).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
  expect(mostAtOnce).toBe(4);
});

test("without events, no request is sent", async () => {
  const { bus, publisher } = await publisherTo();
  expect(await publisher.publish([])).toEqual([]);
  expect(bus.requests).toEqual([]);
});

test("with large events, a request has fewer of them, so that it stays below 256 KB", async () => {
  const { bus, publisher } = await publisherTo();
  const events = eventsOf(5, ["x".repeat(100_000)]);
  expect(await publisher.publish(events)).toEqual([]);
  expect(bus.requests.map(({ length }) => length)).toEqual([2, 2, 1]);
});

test("an event of 256 KB is returned as a failure, and the others are published", async () => {
  const { bus, publisher } = await publisherTo();
  const ofSize = (length: number) => batchDone(newTraceId(), 1, { upserted_ids: ["x".repeat(length)] });
  const [small, other] = [ofSize(1), ofSize(2)];
  const room = 256 * 1024 - entrySizeBytes(eventEntry(ofSize(0), "papers"));
  const tooLarge = ofSize(room);
  const events = [small, tooLarge, ofSize(room - 1), other];
  expect(await publisher.publish(events)).toEqual([
    { event: tooLarge, code: "entry-too-large", message: expect.stringContaining("262144") },
  ]);
  expect(bus.taken).toHaveLength(3);
});

test("failed entries are sent again, by their index in the answer, until the bus accepts them", async () => {
  const { bus, publisher } = await publisherTo({
    outcomeOf: (entry, request) =>
      request < 2 && seqOf(entry) % 3 === 0 ? { ErrorCode: "ThrottlingException" } : "taken",
  });
  expect(await publisher.publish(eventsOf(10))).toEqual([]);
  expect(bus.requests.map((entries) => entries.map(seqOf))).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [3, 6, 9],
    [3, 6, 9],
  ]);
  expect(bus.taken.map(seqOf).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("an event that fails in every try is returned with the bus's reason", async () => {
  const { bus, publisher } = await publisherTo({
    outcomeOf: (entry) =>
      seqOf(entry) === 2 ? { ErrorCode: "InternalFailure", ErrorMessage: "ill" } : "taken",
  });
  const events = eventsOf(3);
  expect(await publisher.publish(events)).toEqual([
    { event: events[1], code: "InternalFailure", message: "ill" },
  ]);
  expect(bus.requests).toHaveLength(QUICK_RETRIES.maxTries);
});

test("an event that the bus refuses permanently is returned without another try", async () => {
  const { bus, publisher } = await publisherTo({
    outcomeOf: (entry) =>
      seqOf(entry) === 1 ? { ErrorCode: "MalformedDetail", ErrorMessage: "bad" } : "taken",
  });
  const events = eventsOf(2);
  expect(await publisher.publish(events)).toEqual([
    { event: events[0], code: "MalformedDetail", message: "bad" },
  ]);
  expect(bus.requests).toHaveLength(1);
});

test("a request that succeeds after the SDK's retry is not a failure", async () => {
  const { bus, publisher } = await publisherTo({ statusOf: (request) => (request === 0 ? 500 : 200) });
  expect(await publisher.publish(eventsOf(2))).toEqual([]);
  expect(bus.taken).toHaveLength(2);
});

test("if a whole request fails, each of its events is returned as a failure, and no other event", async () => {
  const { bus, publisher } = await publisherTo({ statusOf: (request) => (request < 2 ? 500 : 200) });
  const events = eventsOf(12);
  const failures = await publisher.publish(events);
  expect(failures.map(({ event }) => event)).toEqual(events.slice(0, 10));
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(["InternalException"]));
  expect(bus.taken.map(seqOf)).toEqual([11, 12]);
});

test("if the bus cannot be reached, every event is returned as a failure", async () => {
  const { bus, publisher } = await publisherTo();
  await bus.stop();
  const events = eventsOf(3);
  const failures = await publisher.publish(events);
  expect(failures.map(({ event }) => event)).toEqual(events);
});

describe("when the signal aborts", () => {
  const never = new Promise<void>(() => {});

  test("the events of a request without an answer, and of later requests, are out of time, and earlier events are published", async () => {
    const time = new AbortController();
    const { bus, publisher } = await publisherTo({
      async beforeAnswer(request) {
        if (request === 0) return;
        time.abort();
        await never;
      },
    });
    const events = eventsOf(30);
    const failures = await publisher.publish(events, time.signal);
    expect(failures.map(({ event }) => event)).toEqual(events.slice(10));
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(["out-of-time"]));
    expect(bus.requests.map(({ length }) => length)).toEqual([10, 10]);
  });

  test("the wait before another try ends, and the bus's own reason is returned", async () => {
    const time = new AbortController();
    const { bus, publisher } = await publisherTo(
      {
        outcomeOf: () => ({ ErrorCode: "ThrottlingException", ErrorMessage: "slow down" }),
        beforeAnswer: () => void setTimeout(() => time.abort(), 50),
      },
      { maxTries: 5, baseMs: 1_000_000_000, capMs: 1_000_000_000 },
    );
    const [event] = eventsOf(1);
    expect(await publisher.publish(event ? [event] : [], time.signal)).toEqual([
      { event, code: "ThrottlingException", message: "slow down" },
    ]);
    expect(bus.requests).toHaveLength(1);
  });

  test("the SDK's own retries end as well", async () => {
    const time = new AbortController();
    const { bus, publisher } = await publisherTo({
      statusOf: () => 500,
      beforeAnswer: () => time.abort(),
    });
    const [event] = eventsOf(1);
    expect(await publisher.publish(event ? [event] : [], time.signal)).toMatchObject([
      { event, code: "out-of-time" },
    ]);
    expect(bus.requests).toHaveLength(1);
  });

  test("before the first request, no request is sent", async () => {
    const { bus, publisher } = await publisherTo();
    expect(await publisher.publish(eventsOf(2), AbortSignal.abort())).toHaveLength(2);
    expect(bus.requests).toEqual([]);
  });
});
