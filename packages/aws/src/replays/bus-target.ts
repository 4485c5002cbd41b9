import { DescribeEventBusCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { entrySizeBytes, eventEntry } from "../events/event-entry.ts";
import { eventBridgePublisher } from "../events/event-publisher.ts";
import { misconfigurationOf } from "../probes/misconfiguration.ts";
import { ReplayRefusedError } from "./queue-target.ts";
import { replayedEvent } from "./replayed-event.ts";
import type { EventTarget } from "./send-events.ts";

/** The limits of a request. Requests are sent one after the other, because a bus that is full throttles whole requests. */
const LIMITS = { maxCount: 10, bytesBelow: 256 * 1024 };

/** Returns a bus as a target. The bus gets the events, marked as replayed. `send` throws ReplayRefusedError if the bus refuses an event. */
export const busTarget = (
  client: EventBridgeClient,
  { bus, now = () => new Date() }: { readonly bus: string; readonly now?: () => Date },
): EventTarget => {
  const publisher = eventBridgePublisher({ client, busName: bus });
  return {
    limits: LIMITS,
    prepare: (event) => ({ event, sizeBytes: entrySizeBytes(eventEntry(event, bus)) + MARK_BYTES }),
    async send(batch) {
      const at = now().toISOString();
      const [failure] = await publisher.publish(batch.map(({ event }) => replayedEvent(event, at)));
      if (failure)
        throw new ReplayRefusedError(
          `the bus refuses event ${failure.event.metadata.event_id}: ${failure.code}: ${failure.message}`,
        );
    },
  };
};

/** The bytes that {@link replayedEvent} adds. */
const MARK_BYTES = ',"replayed_at":"2026-03-01T00:00:00.000Z"'.length;

/** Thrown if a bus does not exist. PutEvents would accept the events, and they would be lost. */
export class NoBusError extends Error {
  override readonly name = "NoBusError";
}

/**
 * Checks that a bus exists. Without the permission to ask, it assumes that the bus exists.
 *
 * @throws NoBusError if the bus does not exist
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
 */
export async function mustBeThere(client: EventBridgeClient, bus: string): Promise<void> {
  await client.send(new DescribeEventBusCommand({ Name: bus })).catch((cause: unknown) => {
    const misconfiguration = misconfigurationOf(cause);
    if (misconfiguration === "absent") throw new NoBusError(`there is no bus ${bus}`, { cause });
    if (misconfiguration !== "denied") throw cause;
  });
}
