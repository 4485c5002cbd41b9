import type { RunEvent } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import { type Timestamp, timestampSchema } from "../papers/paper.ts";
import type { EventLog } from "./event-log.ts";
import { redriveOf } from "./redrives.ts";

/**
 * Returns the time for records that have no time of their own: the time of the file's upload. If the file holds redriven rejects,
 * it is the time of the upload in which they first came. So a record that waited among the rejects is not taken for newer than
 * records that came in the meantime.
 */
export async function sourceTimeOf(
  { traceId, key, batchTimestamp }: Pick<BatchFile, "traceId" | "key" | "batchTimestamp">,
  eventLog: Pick<EventLog, "eventsOf">,
): Promise<Timestamp> {
  const before = redriveOf(key);
  if (!before || before === traceId) return batchTimestamp;
  const first = await firstOf(eventLog.eventsOf(before));
  if (first?.type !== "started") return batchTimestamp;
  const { key: keyBefore, batch_timestamp } = first.data;
  const atBefore = timestampSchema.parse(batch_timestamp);
  return sourceTimeOf({ traceId: before, key: keyBefore, batchTimestamp: atBefore }, eventLog);
}

async function firstOf(events: AsyncIterable<RunEvent>): Promise<RunEvent | undefined> {
  for await (const event of events) return event;
  return undefined;
}
