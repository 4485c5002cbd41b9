import { setTimeout as wait } from "node:timers/promises";
import { type EventSelection, findEvents } from "@paperledger/aws/replays/find-events";
import { deliveredEvent, type Origin } from "@paperledger/aws/replays/queue-target";
import { replayedEvent } from "@paperledger/aws/replays/replayed-event";
import {
  COMES_AGAIN_SECONDS,
  type TemporarySubscription,
} from "@paperledger/aws/subscriptions/temporary-subscription";
import type { EventLog, OnUnreadable } from "@paperledger/core/runs/event-log";

/** An event to hand over. It is delivered again unless it is `done`. */
export interface ComingEvent {
  /** The whole event, in EventBridge's envelope. */
  readonly json: string;
  done(): Promise<void>;
}

/** Yields the events of a queue as they come, until the signal aborts. */
export async function* eventsFromQueue(
  subscription: Pick<TemporarySubscription, "receive" | "done">,
  stop: AbortSignal,
): AsyncIterable<ComingEvent> {
  while (!stop.aborted) {
    const messages = await subscription.receive(stop).catch((error: unknown) => {
      if (stop.aborted) return [];
      throw error;
    });
    for (const message of messages) yield { json: message.body, done: () => subscription.done([message]) };
  }
}

/** Yields the events of the log day by day, marked as replayed. An event that is not done is yielded again before the next one. */
export async function* eventsFromLog(
  eventLog: Pick<EventLog, "allEvents" | "eventsOf">,
  selection: EventSelection,
  {
    origin,
    stop,
    onUnreadable,
  }: { readonly origin: Origin; readonly stop: AbortSignal; readonly onUnreadable: OnUnreadable },
): AsyncIterable<ComingEvent> {
  using found = await findEvents(eventLog, selection, { onUnreadable, stop });
  for await (const event of found.read()) {
    const json = JSON.stringify(deliveredEvent(replayedEvent(event, new Date().toISOString()), origin));
    for (let isDone = false; !isDone && !stop.aborted; ) {
      yield {
        json,
        done: async () => {
          isDone = true;
        },
      };
      if (!isDone)
        await wait(COMES_AGAIN_SECONDS * 1_000, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
