import type { ProcessorQueue } from "../status/processor-queues.ts";
import type { DepthOfQueue } from "../status/status.ts";
import { countOf, countText } from "./quantities.ts";

/** The names of the messages of each queue: the singular and the plural. */
const NAMES: Readonly<Record<ProcessorQueue, readonly [string, string]>> = {
  uploads: ["upload", "uploads"],
  backfill: ["object of a backfill", "objects of a backfill"],
};

/**
 * Says how many files wait for the processor, and how many are in work.
 *
 * @example `Waiting for the processor: 3 uploads (1 more in work), unknown for objects of a backfill.`
 * @example `In work: 1 upload. None waits.`
 */
export function waitingText(queues: readonly DepthOfQueue[]): string {
  const waiting = queues.flatMap(({ queue, depth }) => {
    if (depth === null || depth.waiting === 0) return [];
    const inWork = depth.inFlight > 0 ? ` (${countText(depth.inFlight)} more in work)` : "";
    return [countOf(depth.waiting, ...NAMES[queue]) + inWork];
  });
  const onlyInWork = queues.flatMap(({ queue, depth }) =>
    depth === null || depth.waiting > 0 || depth.inFlight === 0
      ? []
      : [countOf(depth.inFlight, ...NAMES[queue])],
  );
  const unread = queues.flatMap(({ queue, depth }) => (depth === null ? [NAMES[queue][1]] : []));
  if (unread.length > 0) waiting.push(`unknown for ${unread.join(", ")}`);
  const waits = waiting.length > 0 ? [`Waiting for the processor: ${waiting.join(", ")}.`] : [];
  if (onlyInWork.length === 0) return waits[0] ?? "No file waits for the processor.";
  const inWork = `In work: ${onlyInWork.join(", ")}.`;
  return [...waits, inWork, ...(waits.length === 0 ? ["None waits."] : [])].join(" ");
}
