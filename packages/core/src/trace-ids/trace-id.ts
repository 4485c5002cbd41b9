import { createHash } from "node:crypto";
import { decodeTime, isValid, uuidToULID } from "ulid";
import { z } from "zod";

/** A run's name: `batch-{YYYYMMDD}-{ULID}`. Made only by {@link traceIdOf} and {@link parseTraceId}. */
export type TraceId = z.infer<typeof traceIdSchema>;

/** What a trace id looks like. */
export const traceIdSchema = z
  .string()
  .regex(/^batch-\d{8}-[0-9A-Z]{26}$/)
  .brand<"TraceId">();

/** What tells one upload of a batch file from every other. */
export interface UploadIdentity {
  readonly bucket: string;
  /** Decoded, as the object is really named. */
  readonly key: string;
  /** The object's version id; where the bucket keeps no versions, the event's sequencer; else the ETag. */
  readonly version: string;
  /** The S3 event's `eventTime`, in milliseconds since 1970. */
  readonly eventTimeMs: number;
}

/** The last moment whose year has four digits. A ULID's time can go beyond. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** What was given is neither a trace id nor a ULID. */
export class InvalidTraceIdError extends Error {
  override readonly name = "InvalidTraceIdError";
  readonly input: string;

  constructor(input: string) {
    super(
      `${JSON.stringify(input)} is not a trace id: give batch-YYYYMMDD-ULID, or its ULID alone (26 characters)`,
    );
    this.input = input;
  }
}

/**
 * The trace id of an upload. The same upload gives the same trace id, whenever and however often it is told of:
 * the ULID's time is the event's, and its 80 random bits are the first 80 of SHA-256 over what identifies the upload.
 *
 * @see https://github.com/ulid/spec
 */
export function traceIdOf({ bucket, key, version, eventTimeMs }: UploadIdentity): TraceId {
  const time = eventTimeMs.toString(16).padStart(12, "0");
  const random = createHash("sha256")
    .update(JSON.stringify([bucket, key, version]))
    .digest("hex")
    .slice(0, 20);
  return traceIdOfUlid(
    uuidToULID((time + random).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")),
  );
}

/**
 * Reads a trace id, or the bare ULID of one, in upper or lower case.
 *
 * @throws InvalidTraceIdError where it is neither, or where its date is not its ULID's.
 */
export function parseTraceId(input: string): TraceId {
  const [, date, ulid = ""] = /^(?:batch-(\d{8})-)?([0-7][0-9a-z]{25})$/i.exec(input.trim()) ?? [];
  if (!isValid(ulid) || decodeTime(ulid) > LAST_MS) throw new InvalidTraceIdError(input);
  const traceId = traceIdOfUlid(ulid.toUpperCase());
  if (date && !traceId.startsWith(`batch-${date}-`)) throw new InvalidTraceIdError(input);
  return traceId;
}

/** The ULID in a trace id. */
export const ulidOf = (traceId: TraceId): string => traceId.slice(-26);

/** The UTC date of a run, `YYYY-MM-DD`: that of its S3 event. */
export const runDateOf = (traceId: TraceId): string => dateOfUlid(ulidOf(traceId));

const dateOfUlid = (ulid: string) => new Date(decodeTime(ulid)).toISOString().slice(0, 10);

const traceIdOfUlid = (ulid: string) =>
  traceIdSchema.parse(`batch-${dateOfUlid(ulid).replaceAll("-", "")}-${ulid}`);
