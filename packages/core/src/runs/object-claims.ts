import type { TraceId } from "../trace-ids/trace-id.ts";

/** The version of an object that a claim names. */
export interface ClaimedObject {
  readonly bucket: string;
  readonly key: string;
  /** The version id. If the bucket has no versions, the object's ETag and time: see {@link versionWithoutId}. */
  readonly version: string;
}

/**
 * Decides which run processes an object. The processor can get an object twice with two trace ids: S3 announces it, and a backfill
 * sends it. The first claim decides the object's run, and the second invocation continues that run.
 */
export interface ObjectClaims {
  /**
   * Claims an object for a run, in one conditional write.
   *
   * @returns the run that processes the object: the given run, or the run that has claimed the object before
   * @throws the errors of the store. Then it is not known which run processes the object
   */
  claim(object: ClaimedObject, traceId: TraceId): Promise<TraceId>;
}

/**
 * Returns a version for an object in a bucket without versions: the object's ETag without quotes, and the time of its last
 * modification in whole seconds. S3 gives that time in seconds in a header, and with milliseconds in some lists.
 *
 * @example versionWithoutId({ etag: '"d41d8c"', lastModifiedAt: "2026-03-01T02:03:04.567Z" }) // "d41d8c 2026-03-01T02:03:04Z"
 */
export const versionWithoutId = ({
  etag,
  lastModifiedAt,
}: {
  readonly etag: string;
  readonly lastModifiedAt: string;
}): string => `${etag.replaceAll('"', "")} ${lastModifiedAt.slice(0, "YYYY-MM-DDTHH:MM:SS".length)}Z`;
