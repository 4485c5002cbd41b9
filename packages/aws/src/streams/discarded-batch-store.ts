import { randomUUID } from "node:crypto";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

interface DiscardedBatch {
  readonly mappingId: string;
  readonly shardId: string;
  /** The metadata and the payload of the invocation that failed. */
  readonly record: unknown;
}

/**
 * Keeps a discarded batch in a bucket, under the key that Lambda gives it, and gives that key:
 * `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export async function putDiscardedBatch(
  s3: S3Client,
  bucket: string,
  { mappingId, shardId, record }: DiscardedBatch,
): Promise<string> {
  const at = new Date().toISOString().slice(0, 19);
  const day = at.slice(0, 10).replaceAll("-", "/");
  const key = `aws/lambda/${mappingId}/${shardId}/${day}/${at.replaceAll(":", ".")}-${randomUUID()}`;
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: JSON.stringify(record),
      ContentType: "application/json",
    }),
  );
  return key;
}
