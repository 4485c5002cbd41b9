import type { EventMetadata } from "./run-event.ts";

interface HasMetadata {
  readonly detail: { readonly metadata: Pick<EventMetadata, "trace_id" | "seq"> };
}

/**
 * Compares events for sorting. The events of a run come together, in the order of `seq`: started, the batches, completed, then failures.
 * EventBridge delivers events in any order.
 *
 * @example
 * events.toSorted(byRunAndSeq)
 */
export function byRunAndSeq(first: HasMetadata, second: HasMetadata): number {
  const [one, other] = [first.detail.metadata, second.detail.metadata];
  if (one.trace_id === other.trace_id) return one.seq - other.seq;
  return one.trace_id < other.trace_id ? -1 : 1;
}
