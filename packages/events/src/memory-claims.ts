import type { ClaimStore } from "./consume-once.ts";

/** A store of claims in memory. */
export interface MemoryClaims extends ClaimStore {
  /** How many events it holds in memory. */
  readonly size: number;
}

/** How often it looks for what has run out, by the time that the claims tell. */
const FORGETS_EVERY_MS = 60_000;

/**
 * Returns a store of claims in memory: for tests, and for a consumer that is one process and may forget at its end. What has run out is
 * forgotten within a minute, when the next event is claimed.
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
