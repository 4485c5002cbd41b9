import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { timestamp } from "@paperledger/core/papers/paper";
import { startedEvent } from "@paperledger/core/runs/run-event-of";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test, vi } from "vitest";
import * as z from "zod";
import { EventNotProjectedError, projectorTarget } from "./projector-target.ts";
import { sendEvents } from "./send-events.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 0, minute));
const eventAt = (minute: number): RunEvent => {
  const traceId = traceIdOf({ bucket: "b", key: `k${minute}`, version: "1", eventTimeMs: at(0).getTime() });
  const data = { bucket: "b", key: `k${minute}`, size_bytes: 1, batch_timestamp: timestamp(at(0)) };
  return startedEvent(traceId, data, at(minute));
};

async function* these(events: readonly RunEvent[]) {
  yield* events;
}

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

/** Returns a fake projector that fails on these keys, and the keys of the events that it got in each invocation. */
function projector(failed: readonly string[] = []) {
  const invocations: string[][] = [];
  const lambda = new LambdaClient({ region: "us-east-1" });
  vi.spyOn(lambda, "send").mockImplementation(async (command: unknown) => {
    if (!(command instanceof InvokeCommand)) throw new Error("only Invoke is expected");
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

const sent = async (events: readonly RunEvent[], lambda: LambdaClient) => {
  const target = projectorTarget(lambda, "projector");
  const { signal: stop } = new AbortController();
  const places = await Array.fromAsync(sendEvents(these(events), { target, eventsPerSecond: 1e6, stop }));
  return places.map((place) => place.events);
};

test("an invocation gets at most 100 events, in their order", async () => {
  const { lambda, invocations } = projector();
  const events = Array.from({ length: 250 }, (_, nth) => eventAt(nth));
  expect(await sent(events, lambda)).toEqual([100, 200, 250]);
  expect(invocations.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(invocations.flat()).toEqual(events.map((_, nth) => `k${nth}`));
});

test("an event that the projector cannot process ends the replay with an error that names it", async () => {
  const { lambda } = projector(["k15"]);
  const events = [10, 15, 19].map(eventAt);
  await expect(sent(events, lambda)).rejects.toThrow(EventNotProjectedError);
  await expect(sent(events, lambda)).rejects.toThrow(events[1]?.metadata.event_id);
});
