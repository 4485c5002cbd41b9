import { setTimeout as wait } from "node:timers/promises";
import type { RunEvent } from "@paperledger/events/run-event";
import type { ChunkLimits } from "../events/chunks.ts";

/** An event in the form in which a target takes it. */
export interface PreparedEvent {
  readonly event: RunEvent;
  /** As the target counts it. */
  readonly sizeBytes: number;
}

/** Where events are sent again. */
export interface EventTarget<Prepared extends PreparedEvent = PreparedEvent> {
  /** What one request takes. */
  readonly limits: ChunkLimits;
  prepare(event: RunEvent): Prepared;
  /** Resolves when the target has all of them. @throws if it does not take one of them; it may have taken others */
  send(events: readonly [Prepared, ...Prepared[]], stop: AbortSignal): Promise<void>;
}

export interface Sent {
  /** The number of events so far. */
  readonly events: number;
  /** The last of them. */
  readonly last: RunEvent;
}

/**
 * Sends events to a target, no faster than so many a second on average, and yields how far it is after each request. It ends at the
 * end of the events, or when the signal aborts.
 *
 * @throws the target's error. What was yielded before is sent
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

/** Groups events into what one request takes. An event too large for that is alone. No group is empty. */
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
