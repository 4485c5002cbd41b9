import { setTimeout as wait } from "node:timers/promises";
import type { RunEvent } from "@paperledger/events/run-event";
import type { ChunkLimits } from "../events/chunks.ts";

/** An event in the form that a target needs. */
export interface PreparedEvent {
  readonly event: RunEvent;
  /** The event's size as the target counts it. */
  readonly sizeBytes: number;
}

/** A receiver of replayed events. */
export interface EventTarget<Prepared extends PreparedEvent = PreparedEvent> {
  /** The limits of one request. */
  readonly limits: ChunkLimits;
  prepare(event: RunEvent): Prepared;
  /** Sends events. Resolves when the target has all of them. @throws if the target refuses an event. It may have accepted others */
  send(events: readonly [Prepared, ...Prepared[]], stop: AbortSignal): Promise<void>;
}

export interface Sent {
  /** The number of events that were sent so far. */
  readonly events: number;
  /** The last of these events. */
  readonly last: RunEvent;
}

/**
 * Sends events to a target, no faster than a number of events a second on average. Yields its progress after each request. Ends after the
 * last event, or when the signal aborts.
 *
 * @throws the target's error. The events of all yielded progress are sent
 */
export async function* sendEvents<Prepared extends PreparedEvent>(
  events: AsyncIterable<RunEvent>,
  {
    target,
    eventsPerSecond,
    stop,
  }: {
    readonly target: EventTarget<Prepared>;
    readonly eventsPerSecond: number;
    readonly stop: AbortSignal;
  },
): AsyncIterable<Sent> {
  const beganAtMs = performance.now();
  let sent = 0;
  for await (const batch of batchesOf(events, target)) {
    const dueMs = (sent * 1_000) / eventsPerSecond - (performance.now() - beganAtMs);
    if (dueMs > 0) await wait(dueMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    await target.send(batch, stop);
    sent += batch.length;
    yield { events: sent, last: (batch.at(-1) ?? batch[0]).event };
  }
}

/** Groups events for requests. An event that exceeds the limits is alone in its group. No group is empty. */
async function* batchesOf<Prepared extends PreparedEvent>(
  events: AsyncIterable<RunEvent>,
  { limits, prepare }: EventTarget<Prepared>,
): AsyncIterable<readonly [Prepared, ...Prepared[]]> {
  let batch: Prepared[] = [];
  let bytes = 0;
  for await (const event of events) {
    const prepared = prepare(event);
    const [first, ...others] = batch;
    if (first && (batch.length === limits.maxCount || bytes + prepared.sizeBytes >= limits.bytesBelow)) {
      yield [first, ...others];
      batch = [];
      bytes = 0;
    }
    batch.push(prepared);
    bytes += prepared.sizeBytes;
  }
  const [first, ...others] = batch;
  if (first) yield [first, ...others];
}
