import type { ClaimStore } from "./consume-once.ts";

/** Returns a store of claims in memory: for tests, and for a consumer that is one process and may forget at its end. */
export function memoryClaims(): ClaimStore {
  const claims = new Map<
    string,
    { readonly holder: string; readonly untilMs: number; readonly isDone: boolean }
  >();
  const isMine = (eventId: string, holder: string) => {
    const held = claims.get(eventId);
    return held !== undefined && !held.isDone && held.holder === holder;
  };
  return {
    async claim(eventId, { holder, nowMs, untilMs }) {
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
