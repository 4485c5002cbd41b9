import type { RunEventOf, VersionOrigin } from "@paperledger/events/run-event";
import type { EventLog, OnUnreadable } from "../runs/event-log.ts";
import { traceIdSchema } from "../trace-ids/trace-id.ts";
import type { StoredPaper } from "./paper.ts";

/** A version of a paper: the run and record that wrote it, and the `batch-done` that names it. */
export interface ChainedVersion extends VersionOrigin {
  /**
   * Null if no event of the run names this version. That happens if an attempt ended before its batch was logged, and the next
   * attempt found a newer version in the table. Then the earlier versions are unknown, unless the stored item names one.
   */
  readonly batch: { readonly seq: number; readonly occurred_at: string } | null;
}

/** Thrown if the log names a version as an earlier version of itself. Versions only get newer, so something else wrote an event or item. */
export class VersionLoopError extends Error {
  override readonly name = "VersionLoopError";

  constructor(paperId: string, { trace_id, record_number }: VersionOrigin) {
    super(
      `the versions of ${paperId} lead back to record ${record_number} of ${JSON.stringify(trace_id)}: something else wrote its item or an event that names it`,
    );
  }
}

/**
 * Yields the versions of a paper, newest first, as far as they are known. The stored item names the version before it. For each
 * earlier version, the `batch-done` of its batch names the version that it replaced. Reads the events of each run up to that
 * batch.
 *
 * @throws VersionLoopError
 */
export const versionChain = (
  { paper_id, trace_id, record_number, previous }: Omit<StoredPaper, "raw_xml" | "raw_json">,
  eventLog: Pick<EventLog, "eventsOf">,
  onUnreadable?: OnUnreadable,
): AsyncGenerator<ChainedVersion> =>
  versionsFrom(paper_id, { trace_id, record_number }, eventLog, onUnreadable, previous);

/**
 * Yields a version of a paper and those before it, newest first. So a long chain is read by parts.
 *
 * @param before the version before `from`, if it is known. Otherwise it is read from the log
 * @throws VersionLoopError
 */
export async function* versionsFrom(
  paperId: string,
  from: VersionOrigin,
  eventLog: Pick<EventLog, "eventsOf">,
  onUnreadable?: OnUnreadable,
  before?: VersionOrigin,
): AsyncGenerator<ChainedVersion> {
  const seen = new Set<string>();
  let next: VersionOrigin | undefined = from;
  let known = before;
  while (next) {
    const origin: VersionOrigin = { trace_id: next.trace_id, record_number: next.record_number };
    const key = JSON.stringify([origin.trace_id, origin.record_number]);
    if (seen.has(key)) throw new VersionLoopError(paperId, origin);
    seen.add(key);
    const batch = await batchThatWrote(paperId, origin, eventLog, onUnreadable);
    yield {
      ...origin,
      batch: batch ? { seq: batch.metadata.seq, occurred_at: batch.metadata.occurred_at } : null,
    };
    next = known ?? batch?.data.previous[paperId];
    known = undefined;
  }
}

async function batchThatWrote(
  paperId: string,
  { trace_id, record_number }: VersionOrigin,
  eventLog: Pick<EventLog, "eventsOf">,
  onUnreadable?: OnUnreadable,
): Promise<RunEventOf<"batch-done"> | undefined> {
  const traceId = traceIdSchema.safeParse(trace_id);
  if (!traceId.success) return undefined;
  for await (const event of eventLog.eventsOf(traceId.data, onUnreadable)) {
    if (event.type !== "batch-done" || event.data.records.last < record_number) continue;
    const isIt = event.data.records.first <= record_number && event.data.upserted_ids.includes(paperId);
    return isIt ? event : undefined;
  }
  return undefined;
}
