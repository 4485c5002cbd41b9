/**
 * Stores which events a consumer has handled. All methods are atomic.
 *
 * - `claim` reserves an event for the caller until `untilMs` (milliseconds since 1970). It returns `claimed`, or `done` if the event was
 *   handled before, or `busy` if another consumer has claimed the event and its time has not passed.
 * - `confirm` stores that the event is handled.
 * - `release` ends a claim, so that the event can be claimed again.
 */
export interface ClaimStore {
  claim(eventId: string, claim: Claim): Promise<"claimed" | "done" | "busy">;
  confirm(eventId: string, claim: Claim, rememberUntilMs: number): Promise<void>;
  release(eventId: string, claim: Claim): Promise<void>;
}

export interface Claim {
  /** The name of the consumer that holds the claim. Only this consumer can confirm or release the claim. */
  readonly holder: string;
  readonly nowMs: number;
  readonly untilMs: number;
}

/** Thrown if another consumer is handling the event, or died while it did. Let the event be delivered again: return it to the queue, or throw. */
export class EventBusyError extends Error {
  override readonly name = "EventBusyError";

  constructor(eventId: string) {
    super(`another consumer is handling event ${eventId}: let the event be delivered again`);
  }
}

export interface ConsumeOptions {
  readonly store: ClaimStore;
  /** The length of a claim. It must be longer than the work ever takes. If a consumer dies, its event waits for this time. The default is five minutes. */
  readonly claimMs?: number;
  /** The time for which handled events are remembered. It must be longer than the queues keep an event. The default is sixteen days. */
  readonly rememberMs?: number;
  readonly now?: () => number;
}

const FIVE_MINUTES_MS = 5 * 60 * 1_000;
const SIXTEEN_DAYS_MS = 16 * 24 * 60 * 60 * 1_000;

/**
 * Does the work of an event once: it claims the event, does the work, and confirms. If the work fails, the claim is released and the error
 * is thrown. If the process dies, the claim expires and the next delivery does the work again. So the work must be safe to repeat.
 *
 * @param eventId `detail.metadata.event_id`
 * @returns `handled`, or `repeat` if the event was handled before
 * @throws EventBusyError if another consumer has claimed the event, or the work's own error
 * @example
 * await consumeOnce(event.detail.metadata.event_id, { store }, () => vectorize(event));
 */
export async function consumeOnce(
  eventId: string,
  { store, claimMs = FIVE_MINUTES_MS, rememberMs = SIXTEEN_DAYS_MS, now = Date.now }: ConsumeOptions,
  work: () => Promise<unknown>,
): Promise<"handled" | "repeat"> {
  const nowMs = now();
  const claim = { holder: crypto.randomUUID(), nowMs, untilMs: nowMs + claimMs };
  const state = await store.claim(eventId, claim);
  if (state === "done") return "repeat";
  if (state === "busy") throw new EventBusyError(eventId);
  try {
    await work();
  } catch (error) {
    await store.release(eventId, claim).catch(() => undefined);
    throw error;
  }
  await store.confirm(eventId, claim, now() + rememberMs);
  return "handled";
}
