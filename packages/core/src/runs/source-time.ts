import type { RunEvent } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import { type Timestamp, timestampSchema } from "../papers/paper.ts";
import type { EventLog } from "./event-log.ts";
import { redriveOf } from "./redrives.ts";

/**
 * The time of what a file tells no time of: that of its upload. Where it holds rejects of an earlier run, that of the upload
 * which they first came in, so that what waited among rejects is not taken to be newer than what came meanwhile.
 */
export async function sourceTimeOf(
  { key, batchTimestamp }: Pick<BatchFile, "key" | "batchTimestamp">,
  eventLog: Pick<EventLog, "eventsOf">,
): Promise<Timestamp> {
  const before = redriveOf(key);
  const first = before && (await firstOf(eventLog.eventsOf(before)));
  if (first?.type !== "started" || first.metadata.trace_id !== before) return batchTimestamp;
  const { key: keyBefore, batch_timestamp } = first.data;
  return sourceTimeOf({ key: keyBefore, batchTimestamp: timestampSchema.parse(batch_timestamp) }, eventLog);
}

async function firstOf(events: AsyncIterable<RunEvent>): Promise<RunEvent | undefined> {
  for await (const event of events) return event;
  return undefined;
}
