import { setTimeout as wait } from "node:timers/promises";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { EventLog, OnUnreadable } from "@paperledger/core/runs/event-log";
import type { RunEvent } from "@paperledger/events/run-event";
import { z } from "zod";
import { eventItem } from "../event-log/event-item.ts";
import { invokeFunction } from "../invocations/invoke-function.ts";

/** A range of time, by when events were appended. `to` is not in it. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

export interface EventsRedrive {
  /** Made with WHOLE_INVOCATIONS. */
  readonly lambda: LambdaClient;
  readonly projector: string;
  readonly range: TimeRange;
  /** Invokes no faster than this many events a second on average. */
  readonly eventsPerSecond: number;
  readonly stop: AbortSignal;
  readonly onUnreadable?: OnUnreadable;
}

/** The projector did not get past an event. The message names it. */
export class EventNotProjectedError extends Error {
  override readonly name = "EventNotProjectedError";

  constructor({ metadata }: RunEvent) {
    super(`the projector cannot fold or publish event ${metadata.event_id}: its log says why`);
  }
}

/** Returns how many events the log has in a range, and of how many runs. Reads the whole log. */
export async function countEvents(
  eventLog: Pick<EventLog, "allEvents">,
  range: TimeRange,
  onUnreadable?: OnUnreadable,
): Promise<{ readonly events: number; readonly runs: number }> {
  let [events, runs] = [0, 0];
  let run: string | undefined;
  for await (const { metadata } of eventsIn(eventLog, range, onUnreadable)) {
    events += 1;
    // The events of a run come together.
    if (metadata.trace_id !== run) runs += 1;
    run = metadata.trace_id;
  }
  return { events, runs };
}

/** An invocation takes 6 MB. An event has at most some 10 KB, and the items of the largest are 400 KB. */
const MAX_EVENTS = 100;
const MAX_BYTES = 4_000_000;

/**
 * Gives the events of a range to the projector once more, as stream records, and yields how many it has got past so far. Events that
 * were folded before change nothing. All are published, with the `event_id` that they always had.
 *
 * @throws EventNotProjectedError at the first event that the projector does not get past. What came before it is done, and all
 * of it may be done again
 */
export async function* redriveEvents(
  eventLog: Pick<EventLog, "allEvents">,
  { lambda, projector, range, eventsPerSecond, stop, onUnreadable }: EventsRedrive,
): AsyncIterable<number> {
  const beganAtMs = performance.now();
  let done = 0;
  for await (const batch of batchesOf(eventsIn(eventLog, range, onUnreadable))) {
    const dueMs = (done * 1_000) / eventsPerSecond - (performance.now() - beganAtMs);
    if (dueMs > 0) await wait(dueMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    const { batchItemFailures } = answerSchema.parse(
      await invokeFunction(lambda, projector, { Records: batch.map(({ record }) => record) }),
    );
    const [failed] = batchItemFailures;
    if (failed) {
      const found = batch.find(({ record }) => record.dynamodb.SequenceNumber === failed.itemIdentifier);
      throw new EventNotProjectedError((found ?? batch[0]).event);
    }
    done += batch.length;
    yield done;
  }
}

const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

async function* eventsIn(
  eventLog: Pick<EventLog, "allEvents">,
  { from, to }: TimeRange,
  onUnreadable?: OnUnreadable,
): AsyncIterable<RunEvent> {
  const [first, end] = [from.toISOString(), to.toISOString()];
  for await (const event of eventLog.allEvents(onUnreadable)) {
    const { occurred_at } = event.metadata;
    if (occurred_at >= first && occurred_at < end) yield event;
  }
}

interface Redriven {
  readonly event: RunEvent;
  readonly record: ReturnType<typeof recordOf>;
}

/** Groups events into what one invocation takes. No group is empty. */
async function* batchesOf(
  events: AsyncIterable<RunEvent>,
): AsyncIterable<readonly [Redriven, ...Redriven[]]> {
  let batch: Redriven[] = [];
  let bytes = 0;
  for await (const event of events) {
    const record = recordOf(event, batch.length + 1);
    const recordBytes = Buffer.byteLength(JSON.stringify(record));
    const [first, ...others] = batch;
    if (first && (batch.length === MAX_EVENTS || bytes + recordBytes > MAX_BYTES)) {
      yield [first, ...others];
      batch = [];
      bytes = 0;
    }
    batch.push({ event, record });
    bytes += recordBytes;
  }
  const [first, ...others] = batch;
  if (first) yield [first, ...others];
}

/** The event as the stream of the runs table tells of it. */
const recordOf = (event: RunEvent, sequenceNumber: number) => ({
  eventName: "INSERT",
  eventSource: "aws:dynamodb",
  dynamodb: {
    NewImage: marshall(eventItem(event), { removeUndefinedValues: true }),
    SequenceNumber: String(sequenceNumber),
  },
});
