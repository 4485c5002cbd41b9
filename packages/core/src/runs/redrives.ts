import type { Started } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import { REDRIVES_PREFIX } from "../batch-files/object-keys.ts";
import { timestampSchema } from "../papers/paper.ts";
import type { RedriveFile } from "../text/redrive-key.ts";
import { type TraceId, traceIdSchema } from "../trace-ids/trace-id.ts";

/**
 * Returns the key of a batch file with rejects of a run. The key contains the run, the redrive and the number of rejects, because
 * every notification of an upload contains the key.
 *
 * @example
 * redriveKey(traceId, { redrive: "01HZ...", rejects: 3, part: 1 }) // raw-data/redrives/batch-.../01HZ...-3-rejects/papers-1.gz
 */
export const redriveKey = (traceId: TraceId, { redrive, rejects, part }: RedriveFile): string =>
  `${redrivesPrefix(traceId)}${redrive}-${rejects}-rejects/papers-${part}.gz`;

/** Returns the prefix of the keys of all batch files with rejects of a run. */
export const redrivesPrefix = (traceId: TraceId): string => `${REDRIVES_PREFIX}${traceId}/`;

/** Returns the run whose rejects a batch file holds. Returns undefined if the key is not a key of a redrive. */
export function redriveOf(key: string): TraceId | undefined {
  if (!key.startsWith(REDRIVES_PREFIX)) return undefined;
  return traceIdSchema.safeParse(key.slice(REDRIVES_PREFIX.length).split("/")[0]).data;
}

/** Returns the batch file of a run, from its `started` event. */
export const fileOfRun = (traceId: TraceId, started: Started): BatchFile => ({
  traceId,
  bucket: started.bucket,
  key: started.key,
  ...(started.version_id !== undefined && { versionId: started.version_id }),
  ...(started.etag !== undefined && { etag: started.etag }),
  sizeBytes: started.size_bytes,
  batchTimestamp: timestampSchema.parse(started.batch_timestamp),
});
