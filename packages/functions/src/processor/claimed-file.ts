import type { BatchFile } from "@paperledger/core/batch-files/batch-file";
import { type Timestamp, timestamp } from "@paperledger/core/papers/paper";
import { type ObjectClaims, versionWithoutId } from "@paperledger/core/runs/object-claims";
import { type TraceId, timeOf } from "@paperledger/core/trace-ids/trace-id";
import type { Upload } from "./uploads.ts";

/** The dependencies of {@link claimedFile}. */
export interface ClaimingObjects {
  readonly claims: ObjectClaims;
  /**
   * Asks S3 for the ETag and the time of an object in a bucket without versions. Returns undefined if the object does
   * not exist or was replaced.
   */
  readonly stateOf: (file: BatchFile) => Promise<ObjectState | undefined>;
  /** Called if the object belongs to another run than the message says. */
  readonly onLost: (file: BatchFile, winner: TraceId) => void;
}

export interface ObjectState {
  readonly etag: string;
  readonly lastModifiedAt: Timestamp;
}

/**
 * Claims an object that S3 announced or a backfill sent. Returns the batch file with the trace id and time of the run to which
 * the object belongs. A continuation, and an object that a backfill ingests again on purpose, already name their run. An
 * object that does not exist any more is not claimed, and its run fails.
 *
 * @throws the errors of the store and of S3. Then the event has to be delivered again
 */
export async function claimedFile(upload: Upload, claiming: ClaimingObjects): Promise<BatchFile> {
  const { file, by } = upload;
  if (by !== "announcement" && by !== "backfill") return file;
  const version = await versionOf(upload, claiming);
  if (version === undefined) return file;
  const { bucket, key, traceId } = file;
  const winner = await claiming.claims.claim({ bucket, key, version }, traceId);
  if (winner === traceId) return file;
  claiming.onLost(file, winner);
  return { ...file, traceId: winner, batchTimestamp: timestamp(timeOf(winner)) };
}

async function versionOf(
  { file, lastModifiedAt }: Upload,
  { stateOf }: ClaimingObjects,
): Promise<string | undefined> {
  const { versionId, etag } = file;
  if (versionId !== undefined) return versionId;
  if (etag !== undefined && lastModifiedAt !== undefined) return versionWithoutId({ etag, lastModifiedAt });
  const state = await stateOf(file);
  return state && versionWithoutId(state);
}
