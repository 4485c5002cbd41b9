import type { ProcessorQueue } from "../status/processor-queues.ts";
import type { DepthOfQueue } from "../status/status.ts";
import { countOf, countText } from "./quantities.ts";

/** The names of the messages of each queue: the singular and the plural. */
const NAMES: Readonly<Record<ProcessorQueue, readonly [string, string]>> = {
  uploads: ["upload", "uploads"],
  backfill: ["object of a backfill", "objects of a backfill"],
};

/**
 * Says how many files wait for the processor.
 *
 * @example `Waiting for the processor: 3 uploads (1 more in work), unknown for objects of a backfill.`
 */
export function waitingText(queues: readonly DepthOfQueue[]): string {
  const parts = queues.flatMap(({ queue, depth }) => {
    if (depth === null || depth.waiting + depth.inFlight === 0) return [];
    const inWork = depth.inFlight > 0 ? ` (${countText(depth.inFlight)} more in work)` : "";
    return [countOf(depth.waiting, ...NAMES[queue]) + inWork];
  });
  const unread = queues.flatMap(({ queue, depth }) => (depth === null ? [NAMES[queue][1]] : []));
  if (unread.length > 0) parts.push(`unknown for ${unread.join(", ")}`);
  return parts.length === 0
    ? "No file waits for the processor."
    : `Waiting for the processor: ${parts.join(", ")}.`;
}
