import type { buildApp } from "fauxqs";
import { z } from "zod";
import type { FauxqsStores } from "./fauxqs-stores.ts";

/** How an object came to be. */
export type CreatedBy = "Put" | "Copy" | "CompleteMultipartUpload";

/** An object was created, or written over. */
export interface ObjectCreated {
  readonly by: CreatedBy;
  readonly bucket: string;
  /** As the object is really named, not encoded. */
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Hexadecimal; of two events of one key, the later has the greater. */
  readonly sequencer: string;
  readonly at: Date;
  readonly requestId: string;
}

const objectRequestSchema = z.object({
  params: z.object({ bucket: z.string(), "*": z.string().min(1) }),
  query: z.record(z.string(), z.unknown()),
});

/**
 * Tells of each object that a request creates, whatever client sent it: after it is stored, and before the answer is
 * sent, which waits for the listener. So no object that was answered for is ever untold of, even after a crash.
 */
export function tellOfCreatedObjects(
  app: ReturnType<typeof buildApp>,
  s3Store: FauxqsStores["s3Store"],
  listener: (created: ObjectCreated) => Promise<void>,
): void {
  const nextSequencer = sequencers();
  app.addHook("onSend", async (request, reply) => {
    const parsed = objectRequestSchema.safeParse(request);
    if (!parsed.success || reply.statusCode !== 200) return;
    const { params, query } = parsed.data;
    const by = createdBy(request.method, query, request.headers);
    if (!by) return;
    const stored = s3Store.headObject(params.bucket, params["*"]);
    await listener({
      by,
      bucket: params.bucket,
      key: params["*"],
      sizeBytes: stored.contentLength,
      etag: stored.etag.replaceAll('"', ""),
      sequencer: nextSequencer(),
      at: stored.lastModified,
      requestId: String(reply.getHeader("x-amz-request-id") ?? ""),
    });
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

/** From the clock, so that they grow across restarts, and by one where the clock stands still. */
function sequencers(): () => string {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) << 20n;
    last = now > last ? now : last + 1n;
    return last.toString(16).toUpperCase().padStart(18, "0");
  };
}
