import type { RunEvent, Started } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import { timestampSchema } from "../papers/paper.ts";
import { type TraceId, traceIdSchema } from "../trace-ids/trace-id.ts";

/** Where the rejects of a run are uploaded again: under the batch files' own prefix, so that they start a run. */
const PREFIX = "raw-data/redrives/";

/** The key of a batch file with rejects of a run. The key is the link: every notification of an upload has it. */
export const redriveKey = (traceId: TraceId, name: string): string => `${PREFIX}${traceId}/${name}`;

/** The run whose rejects a batch file holds, where its key says so. */
export function redriveOf(key: string): TraceId | undefined {
  if (!key.startsWith(PREFIX)) return undefined;
  return traceIdSchema.safeParse(key.slice(PREFIX.length).split("/")[0]).data;
}

/** The batch file that a run is of, as its first event tells. */
export const fileOfRun = (traceId: TraceId, started: Started): BatchFile => ({
  traceId,
  bucket: started.bucket,
  key: started.key,
  ...(started.version_id !== undefined && { versionId: started.version_id }),
  ...(started.etag !== undefined && { etag: started.etag }),
  sizeBytes: started.size_bytes,
  batchTimestamp: timestampSchema.parse(started.batch_timestamp),
});

/** What there is to know of a run for doing (a part of) it again. Memory grows with its rejected batches alone. */
export interface RunToRedrive {
  readonly file: BatchFile | undefined;
  readonly isCompleted: boolean;
  readonly format: string | undefined;
  readonly rejectKeys: readonly string[];
  /** When the last of its events occurred; nothing where it has none. */
  readonly lastEventAt: string | undefined;
  /** Whether it is completed, or the last of its events is a failure: it may have been begun again since one. */
  readonly hasEnded: boolean;
}

export async function runToRedrive(
  traceId: TraceId,
  events: AsyncIterable<RunEvent> | Iterable<RunEvent>,
): Promise<RunToRedrive> {
  let file: BatchFile | undefined;
  let format: string | undefined;
  let isCompleted = false;
  let isLastAFailure = false;
  let lastEventAt: string | undefined;
  const rejectKeys: string[] = [];
  for await (const { type, data, metadata } of events) {
    if (type === "started") file = fileOfRun(traceId, data);
    if (type === "batch-done" && data.reject_key !== null) rejectKeys.push(data.reject_key);
    if (type === "completed") {
      isCompleted = true;
      format = data.format;
    }
    if (lastEventAt === undefined || metadata.occurred_at >= lastEventAt) {
      lastEventAt = metadata.occurred_at;
      isLastAFailure = type === "failed";
    }
  }
  return { file, isCompleted, hasEnded: isCompleted || isLastAFailure, format, rejectKeys, lastEventAt };
}
