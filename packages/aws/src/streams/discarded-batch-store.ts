import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { DISCARDED_PREFIX } from "@paperledger/core/batch-files/object-keys";

interface DiscardedBatch {
  readonly mappingId: string;
  readonly shardId: string;
  /** A UUID. The same batch is always stored under the same key, however often that is tried. */
  readonly id: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly discardedAt: string;
  /** The metadata and the payload of the invocation that failed. */
  readonly record: unknown;
}

/**
 * Puts a discarded batch into a bucket under the key that Lambda gives it, and returns that key:
 * `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export async function putDiscardedBatch(
  s3: S3Client,
  bucket: string,
  { mappingId, shardId, id, discardedAt, record }: DiscardedBatch,
): Promise<string> {
  const at = discardedAt.slice(0, 19);
  const day = at.slice(0, 10).replaceAll("-", "/");
  const key = `${DISCARDED_PREFIX}${mappingId}/${shardId}/${day}/${at.replaceAll(":", ".")}-${id}`;
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
