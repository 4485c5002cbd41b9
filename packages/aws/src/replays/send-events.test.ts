import { timestamp } from "@paperledger/core/papers/paper";
import { startedEvent } from "@paperledger/core/runs/run-event-of";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test, vi } from "vitest";
import { type EventTarget, sendEvents } from "./send-events.ts";

const traceId = traceIdOf({ bucket: "b", key: "k", version: "1", eventTimeMs: 0 });
const batch_timestamp = timestamp(new Date(0));

async function* events(sizes: readonly number[]): AsyncIterable<RunEvent> {
  for (const size_bytes of sizes)
    yield startedEvent(traceId, { bucket: "b", key: "k", size_bytes, batch_timestamp }, new Date(0));
}

/** Returns a fake target, and the sizes of the events that it got in each request. */
function target(): { readonly requests: number[][] } & EventTarget<{ event: RunEvent; sizeBytes: number }> {
  const requests: number[][] = [];
  return {
    requests,
    limits: { maxCount: 3, bytesBelow: 100 },
    prepare: (event) => ({ event, sizeBytes: event.type === "started" ? event.data.size_bytes : 0 }),
    async send(batch) {
      requests.push(batch.map(({ sizeBytes }) => sizeBytes));
    },
  };
}

test("a request keeps the limits of the target, and an event that exceeds them is sent alone", async () => {
  const to = target();
  const { signal: stop } = new AbortController();
  const sizes = [1, 2, 3, 4, 60, 50, 500, 5];
  await Array.fromAsync(sendEvents(events(sizes), { target: to, eventsPerSecond: 1e6, stop }));
  expect(to.requests).toEqual([[1, 2, 3], [4, 60], [50], [500], [5]]);
});

test("the number of events a second is limited: the second request waits for the time of the first request's events", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const to = target();
  const stop = new AbortController();
  // At one event an hour, the signal aborts the wait, and nothing more is sent.
  const sending = Array.fromAsync(
    sendEvents(events([1, 1, 1, 1]), { target: to, eventsPerSecond: 1 / 3_600, stop: stop.signal }),
  );
  await vi.waitFor(() => expect(to.requests).toHaveLength(1));
  stop.abort();
  expect(await sending).toMatchObject([{ events: 3 }]);
  expect(to.requests).toHaveLength(1);
  vi.useRealTimers();
});
