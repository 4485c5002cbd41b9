import type { TraceId } from "../trace-ids/trace-id.ts";

/** One version of an object, as a claim names it. */
export interface ClaimedObject {
  readonly bucket: string;
  readonly key: string;
  /** The version id. Where the bucket keeps no versions, the ETag and the time of the object: see {@link versionWithoutId}. */
  readonly version: string;
}

/**
 * Which run an object is processed by. An object can come to the processor twice under two trace ids: S3 announces it, and a
 * backfill sends it. The first one to claim the object names its run, and the other one goes on with that run.
 */
export interface ObjectClaims {
  /**
   * Claims an object for a run, in one conditional write.
   *
   * @returns the run that the object belongs to: the given one, or the one that claimed the object before
   * @throws the errors of the store: then it is not known which run the object belongs to
   */
  claim(object: ClaimedObject, traceId: TraceId): Promise<TraceId>;
}

/**
 * Returns what stands for the version id of an object whose bucket keeps no versions: its ETag, without quotes, and the second
 * in which it was last modified. S3 gives that time in whole seconds in a header, and with milliseconds in some lists.
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
