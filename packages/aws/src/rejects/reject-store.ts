import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { REJECTS_PREFIX, rejectsKey } from "@paperledger/core/batch-files/object-keys";
import type { Reject, RejectStore } from "@paperledger/core/rejects/reject";
import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";
import { problemText } from "../tables/problem-text.ts";

/** Thrown if a run's rejects cannot be read, because they do not exist or something else wrote them. */
export class RejectStoreError extends Error {
  override readonly name = "RejectStoreError";
  readonly key: string;

  constructor(place: { readonly bucket: string; readonly key: string }, what: string, cause: unknown) {
    super(`the rejects in s3://${place.bucket}/${place.key} cannot be read: ${what}`, { cause });
    this.key = place.key;
  }
}

/**
 * Stores rejects as NDJSON objects in S3, one for each batch with rejects. The key and the text are made from the
 * batch, so a retry writes the same object. The key names the records of the batch. So another attempt with other
 * batches does not overwrite the object.
 *
 * `read` throws RejectStoreError if the object does not exist, or if a line is not a reject.
 */
export function s3RejectStore({
  client,
  bucket,
  prefix = REJECTS_PREFIX,
}: {
  readonly client: S3Client;
  readonly bucket: string;
  readonly prefix?: string;
}): RejectStore {
  return {
    async put(batch, rejects) {
      const key = rejectsKey(batch, prefix);
      const body = linesAsBytes(rejects);
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: "application/x-ndjson" }),
      );
      return key;
    },

    async *read(key) {
      for (const [index, line] of (await linesOf(client, { bucket, key })).entries())
        yield parseLine(line, index + 1, { bucket, key });
    },
  };
}

/**
 * Returns the rejects as NDJSON. A text can be six times as long in JSON. So each line is made twice, once for its length, and only one
 * line is in memory beside the result.
 */
function linesAsBytes(rejects: readonly Reject[]): Buffer {
  const lineOf = (reject: Reject) => `${JSON.stringify(rejectSchema.parse(reject))}\n`;
  let length = 0;
  for (const reject of rejects) length += Buffer.byteLength(lineOf(reject));
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const reject of rejects) at += bytes.write(lineOf(reject), at);
  return bytes;
}

const rejectedText = {
  record_number: z.int(),
  byte_offset: z.int(),
  entry: z.string().exactOptional(),
  format: z.string().exactOptional(),
  raw: z.string(),
  raw_truncated: z.boolean(),
};

/** Returns the fields in the order in which they are written. */
const rejectSchema: z.ZodType<Reject> = z.lazy(() =>
  z.object({
    reason: z.string(),
    message: z.string(),
    paper_id: z.string().nullable(),
    ...rejectedText,
    beaten: z.array(z.object(rejectedText)).exactOptional(),
  }),
);

/** Splits only at line feeds. node:readline would also split at U+2028, which JSON does not escape. */
async function linesOf(client: S3Client, { bucket, key }: { readonly bucket: string; readonly key: string }) {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const text = (await Body?.transformToString()) ?? "";
    return text.split("\n").filter((line) => line !== "");
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey")
      throw new RejectStoreError({ bucket, key }, "there is no such object. Was it deleted?", error);
    throw error;
  }
}

function parseLine(
  line: string,
  number: number,
  place: { readonly bucket: string; readonly key: string },
): Reject {
  const parsed = jsonTextSchema.pipe(rejectSchema).safeParse(line);
  if (parsed.success) return parsed.data;
  throw new RejectStoreError(
    place,
    `line ${number} is not a reject: ${problemText(parsed.error)}`,
    parsed.error,
  );
}
