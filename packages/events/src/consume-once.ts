/**
 * Where a consumer notes which events it has handled.
 *
 * `claim` takes an event for itself until `untilMs` (milliseconds since 1970). It gives `claimed`; or `done` if the event is
 * handled; or `busy` if somebody else has claimed it and that time has not passed. `confirm` notes that the event is handled, and
 * `release` gives a claim back. All are atomic.
 */
export interface ClaimStore {
  claim(eventId: string, claim: Claim): Promise<"claimed" | "done" | "busy">;
  confirm(eventId: string, claim: Claim, rememberUntilMs: number): Promise<void>;
  release(eventId: string, claim: Claim): Promise<void>;
}

export interface Claim {
  /** Names who holds the claim, so that only he confirms or releases it. */
  readonly holder: string;
  readonly nowMs: number;
  readonly untilMs: number;
}

/** Somebody else handles the event now, or died while he did. Let the event be delivered again: return it to the queue, or throw. */
export class EventBusyError extends Error {
  override readonly name = "EventBusyError";

  constructor(eventId: string) {
    super(`event ${eventId} is being handled elsewhere: let it be delivered again`);
  }
}

export interface ConsumeOptions {
  readonly store: ClaimStore;
  /** Longer than the work ever takes. A consumer that dies holds the event up for this long. Five minutes, unless given. */
  readonly claimMs?: number;
  /** How long an event can come again: longer than the queues keep it. Sixteen days, unless given. */
  readonly rememberMs?: number;
  readonly now?: () => number;
}

const FIVE_MINUTES_MS = 5 * 60 * 1_000;
const SIXTEEN_DAYS_MS = 16 * 24 * 60 * 60 * 1_000;

/**
 * Does the work of an event unless it is done: claim, work, confirm. If the work fails, the claim is given back and the error thrown.
 * If the process dies, the claim runs out and the next delivery does the work again, so the work must be harmless to repeat.
 *
 * @param eventId `detail.metadata.event_id`
 * @returns `handled`, or `repeat` if the event was handled before
 * @throws EventBusyError if somebody else has claimed the event, or the work's own error
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
