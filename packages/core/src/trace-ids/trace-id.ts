import { createHash } from "node:crypto";
import { decodeTime, encodeTime, isValid, uuidToULID } from "ulid";
import * as z from "zod";
import { ulidOf } from "./ulid-of.ts";

/** The name of a run: `batch-{YYYYMMDD}-{ULID}`. Only {@link traceIdOf}, {@link parseTraceId} and {@link traceIdSchema} return this type. */
export type TraceId = z.infer<typeof traceIdSchema>;

/**
 * Accepts only a trace id in the form that {@link traceIdOf} returns. Its ULID is valid, and its date is the UTC date of the ULID's
 * time. Every edge uses this schema, so inside, each trace id has a date and sorts by time.
 */
export const traceIdSchema = z
  .string()
  .refine(isTraceId, {
    error: "not a trace id (batch-YYYYMMDD-ULID, with the UTC date of the ULID)",
  })
  .brand<"TraceId">();

/** The facts that identify one upload of a batch file. */
export interface UploadIdentity {
  readonly bucket: string;
  /** The object's key, URL-decoded. */
  readonly key: string;
  /** The object's version id. In a bucket without versions, the event's sequencer. Without a sequencer, the ETag. */
  readonly version: string;
  /** The S3 event's `eventTime`, in milliseconds since 1970. */
  readonly eventTimeMs: number;
}

/** The last moment whose year has four digits. A ULID's time can go beyond. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Thrown for a text that is neither a trace id nor a ULID. */
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
 * Returns the trace id of an upload. The same upload always gives the same trace id, however often it is announced. The ULID has the
 * time of the S3 event. Its 80 random bits are the first 80 bits of SHA-256 over the facts that identify the upload.
 *
 * @example
 * traceIdOf({ bucket: "raw", key: "raw-data/a.json.gz", version: "v1", eventTimeMs: Date.UTC(2024, 2, 9) }) // "batch-20240309-..."
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
 * Reads a trace id, or its ULID alone, in upper or lower case, with or without space around it.
 *
 * @throws InvalidTraceIdError if the text is neither, or if its date is not that of its ULID
 */
export function parseTraceId(input: string): TraceId {
  const [, date, ulid = ""] = /^(?:batch-(\d{8})-)?([0-9a-z]{26})$/i.exec(input.trim()) ?? [];
  const upperCase = ulid.toUpperCase();
  const parsed = traceIdSchema.safeParse(`batch-${date ?? compactDateOf(upperCase)}-${upperCase}`);
  if (!parsed.success) throw new InvalidTraceIdError(input);
  return parsed.data;
}

/** Returns the time of a run, which is the time of its S3 event. */
export const timeOf = (traceId: TraceId): Date => new Date(decodeTime(ulidOf(traceId)));

/** Returns the UTC date of a run's S3 event, `YYYY-MM-DD`. */
export const runDateOf = (traceId: TraceId): string => timeOf(traceId).toISOString().slice(0, 10);

/**
 * Returns the first and the last possible trace id of a run whose S3 event was in a range of moments, both included. Trace ids sort by
 * time.
 */
export const traceIdsBetween = ({ from, to }: { readonly from: Date; readonly to: Date }) => ({
  first: traceIdOfUlid(encodeTime(from.getTime()) + "0".repeat(16)),
  last: traceIdOfUlid(encodeTime(to.getTime()) + "Z".repeat(16)),
});

/**
 * Returns the range of times in all ULIDs with this beginning, or undefined if no ULID can begin like this.
 *
 * @example
 * momentsOfUlids("01JNC0") // about 17 minutes of March 2025
 */
export function momentsOfUlids(beginning: string): { readonly from: Date; readonly to: Date } | undefined {
  const [first, last] = [beginning.padEnd(26, "0"), beginning.padEnd(26, "Z")];
  if (!isValid(first) || compactDateOf(first) === undefined) return undefined;
  return { from: new Date(decodeTime(first)), to: new Date(Math.min(decodeTime(last), LAST_MS)) };
}

/** The trace id that was found valid last. All events of a run, and all readers of an event, check the same one. */
let lastValid: string | undefined;

function isTraceId(text: string): boolean {
  if (text === lastValid) return true;
  const [, date, ulid = ""] = /^batch-(\d{8})-([0-9A-Z]{26})$/.exec(text) ?? [];
  const isValidId = date !== undefined && date === compactDateOf(ulid);
  if (isValidId) lastValid = text;
  return isValidId;
}

/** Returns the UTC date of a ULID's time as `YYYYMMDD`, or undefined if the text is not a ULID or the year has five digits. */
function compactDateOf(ulid: string): string | undefined {
  // The first character holds three bits of the time, so it is at most 7.
  if (!/^[0-7]/.test(ulid) || !isValid(ulid)) return undefined;
  const ms = decodeTime(ulid);
  return ms > LAST_MS ? undefined : new Date(ms).toISOString().slice(0, 10).replaceAll("-", "");
}

const traceIdOfUlid = (ulid: string) => traceIdSchema.parse(`batch-${compactDateOf(ulid)}-${ulid}`);
