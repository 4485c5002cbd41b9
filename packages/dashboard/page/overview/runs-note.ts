import { countText } from "@paperledger/core/text/quantities";
import { waitingText } from "@paperledger/core/text/waiting";
import type { StatusAnswer } from "../../src/api/answers.ts";

/** The remark about the number of runs, and the same in full. */
export interface RunsNote {
  readonly note: string;
  readonly title: string;
}

/**
 * Says how many runs go on, and how many files wait for the processor. A question mark stands for a queue that could not be read. Files
 * that are in work are named if no run goes on, because a run is counted some moments after its file is in work.
 */
export function runsNote({ parts, queues }: Pick<StatusAnswer, "parts" | "queues">): RunsNote {
  const running = parts.reduce((sum, part) => sum + part.running, 0);
  const inWork = queues.reduce((sum, queue) => sum + (queue.in_flight ?? 0), 0);
  const waiting = queues.reduce((sum, queue) => sum + (queue.waiting ?? 0), 0);
  const isUnknown = queues.some((queue) => queue.waiting === null);
  const count = [...(waiting > 0 ? [countText(waiting)] : []), ...(isUnknown ? ["?"] : [])].join(" + ");
  const notes = [
    ...(running > 0 ? [`${countText(running)} running`] : []),
    ...(running === 0 && inWork > 0 ? [`${countText(inWork)} in work`] : []),
    ...(count === "" ? [] : [`${count} wait`]),
  ];
  const depths = queues.map(({ queue, waiting, in_flight }) => ({
    queue,
    depth: waiting === null || in_flight === null ? null : { waiting, inFlight: in_flight },
  }));
  return { note: notes.length === 0 ? "none running" : notes.join(", "), title: waitingText(depths) };
}
