import type { buildApp } from "fauxqs";
import * as z from "zod";
import type { FauxqsStores } from "./fauxqs-stores.ts";

/** The operation that created an object. */
type CreatedBy = "Put" | "Copy" | "CompleteMultipartUpload";

/** The event of an object that was created or overwritten. */
export interface ObjectCreated {
  readonly by: CreatedBy;
  readonly bucket: string;
  /** The object's key, not encoded. */
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** A hexadecimal number. A later event of the same key has a greater number. */
  readonly sequencer: string;
  readonly at: Date;
  readonly requestId: string;
}

const objectRequestSchema = z.object({
  params: z.object({ bucket: z.string(), "*": z.string().min(1) }),
  query: z.record(z.string(), z.unknown()),
});

/**
 * Calls the listener for each object that a request creates: after the object is stored, and before the answer is sent. So if the
 * listener stores the event, every object that S3 has confirmed has an event, even after a crash. If the listener throws, the
 * answer is an error, and the client tries again.
 */
export function tellOfCreatedObjects(
  app: ReturnType<typeof buildApp>,
  s3Store: FauxqsStores["s3Store"],
  listener: (created: ObjectCreated) => void,
): void {
  const nextSequencer = sequencers();
  app.addHook("onSend", (request, reply, _payload, done) => {
    const parsed = objectRequestSchema.safeParse(request);
    const by = parsed.success && createdBy(request.method, parsed.data.query, request.headers);
    if (!by || reply.statusCode !== 200) return done();
    const { bucket, "*": key } = parsed.data.params;
    const stored = s3Store.headObject(bucket, key);
    try {
      listener({
        by,
        bucket,
        key,
        sizeBytes: stored.contentLength,
        etag: stored.etag.replaceAll('"', ""),
        sequencer: nextSequencer(),
        at: stored.lastModified,
        requestId: String(reply.getHeader("x-amz-request-id") ?? ""),
      });
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function createdBy(
  method: string,
  query: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, unknown>>,
): CreatedBy | undefined {
  if (method === "POST") return "uploadId" in query ? "CompleteMultipartUpload" : undefined;
  if (method !== "PUT" || "uploadId" in query || "renameObject" in query) return undefined;
  return "x-amz-copy-source" in headers ? "Copy" : "Put";
}

/**
 * Returns a function that returns a greater number with each call. The numbers come from the clock, so they also grow across
 * restarts. If the clock has not advanced, the next number is greater by one.
 */
function sequencers(): () => string {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) << 20n;
    last = now > last ? now : last + 1n;
    return last.toString(16).toUpperCase().padStart(18, "0");
  };
}
