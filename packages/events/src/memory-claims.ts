import type { ClaimStore } from "./consume-once.ts";

/** A store of claims in memory. */
export interface MemoryClaims extends ClaimStore {
  /** The number of events in memory. */
  readonly size: number;
}

/** The time between two searches for expired events. The clock is `nowMs` of the claims. */
const FORGETS_EVERY_MS = 60_000;

/**
 * Returns a store of claims in memory. Use it for tests, and for a consumer that is a single process and may forget its events when it ends.
 * Expired events are removed when an event is claimed, at most once a minute.
 */
export function memoryClaims(): MemoryClaims {
  let forgetsAtMs = Number.NEGATIVE_INFINITY;
  const claims = new Map<
    string,
    { readonly holder: string; readonly untilMs: number; readonly isDone: boolean }
  >();
  const isMine = (eventId: string, holder: string) => {
    const held = claims.get(eventId);
    return held !== undefined && !held.isDone && held.holder === holder;
  };
  function forget(nowMs: number): void {
    if (nowMs < forgetsAtMs) return;
    for (const [eventId, held] of claims) if (held.untilMs <= nowMs) claims.delete(eventId);
    forgetsAtMs = nowMs + FORGETS_EVERY_MS;
  }

  return {
    get size() {
      return claims.size;
    },
    async claim(eventId, { holder, nowMs, untilMs }) {
      forget(nowMs);
      const held = claims.get(eventId);
      if (held && held.untilMs > nowMs) return held.isDone ? "done" : "busy";
      claims.set(eventId, { holder, untilMs, isDone: false });
      return "claimed";
    },
    async confirm(eventId, { holder }, rememberUntilMs) {
      if (isMine(eventId, holder)) claims.set(eventId, { holder, untilMs: rememberUntilMs, isDone: true });
    },
    async release(eventId, { holder }) {
      if (isMine(eventId, holder)) claims.delete(eventId);
    },
  };
}
