import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { timestamp } from "@paperledger/core/papers/paper";
import { startedEvent } from "@paperledger/core/runs/run-event-of";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { countEvents, EventNotProjectedError, redriveEvents } from "./redrive-events.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 0, minute));
const eventAt = (minute: number): RunEvent => {
  const traceId = traceIdOf({ bucket: "b", key: `k${minute}`, version: "1", eventTimeMs: at(0).getTime() });
  const data = { bucket: "b", key: `k${minute}`, size_bytes: 1, batch_timestamp: timestamp(at(0)) };
  return startedEvent(traceId, data, at(minute));
};

const logOf = (events: readonly RunEvent[]) => ({
  async *allEvents() {
    yield* events;
  },
});

const range = { from: at(10), to: at(20) };

const text = z.object({ S: z.string() });
const eventSchema = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        NewImage: z.object({ data: z.object({ M: z.object({ key: text }) }) }),
      }),
    }),
  ),
});

/** A projector that answers so, and the keys of the events that it got, invocation by invocation. */
function projector(failed: readonly string[] = []) {
  const invocations: string[][] = [];
  const lambda = new LambdaClient({ region: "us-east-1" });
  vi.spyOn(lambda, "send").mockImplementation(async (command: unknown) => {
    if (!(command instanceof InvokeCommand)) throw new Error("nothing but Invoke is expected");
    const { Records } = eventSchema.parse(JSON.parse(String(command.input.Payload)));
    const keys = Records.map(({ dynamodb }) => dynamodb.NewImage.data.M.key.S);
    invocations.push(keys);
    const batchItemFailures = keys.flatMap((key, index) =>
      failed.includes(key) ? [{ itemIdentifier: String(index + 1) }] : [],
    );
    return { Payload: { transformToString: () => JSON.stringify({ batchItemFailures }) } };
  });
  return { lambda, invocations };
}

const redriven = (events: readonly RunEvent[], lambda: LambdaClient, more: object = {}) =>
  Array.fromAsync(
    redriveEvents(logOf(events), {
      lambda,
      projector: "projector",
      range,
      eventsPerSecond: 1_000_000,
      stop: new AbortController().signal,
      ...more,
    }),
  );

test("the events of the range are given to the projector, and no others", async () => {
  const { lambda, invocations } = projector();
  const events = [9, 10, 15, 19, 20].map(eventAt);
  expect(await countEvents(logOf(events), range)).toEqual({ events: 3, runs: 3 });
  expect(await redriven(events, lambda)).toEqual([3]);
  expect(invocations).toEqual([["k10", "k15", "k19"]]);
});

test("an invocation gets 100 events at most", async () => {
  const { lambda, invocations } = projector();
  const events = Array.from({ length: 250 }, () => eventAt(12));
  expect(await redriven(events, lambda)).toEqual([100, 200, 250]);
  expect(invocations.map(({ length }) => length)).toEqual([100, 100, 50]);
});

test("an event that the projector does not get past ends it, and is named", async () => {
  const { lambda } = projector(["k15"]);
  const events = [10, 15, 19].map(eventAt);
  await expect(redriven(events, lambda)).rejects.toThrow(EventNotProjectedError);
  await expect(redriven(events, lambda)).rejects.toThrow(events[1]?.metadata.event_id);
});

test("the events a second are limited: the second invocation waits until the first one's events are due", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { lambda, invocations } = projector();
  const events = Array.from({ length: 200 }, () => eventAt(12));
  const stop = new AbortController();
  // One event an hour: the wait is broken off, and nothing more is sent.
  const answer = redriven(events, lambda, { eventsPerSecond: 1 / 3_600, stop: stop.signal });
  await vi.waitFor(() => expect(invocations).toHaveLength(1));
  stop.abort();
  expect(await answer).toEqual([100]);
  expect(invocations).toHaveLength(1);
  vi.useRealTimers();
});
