import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { DISCARDED_PREFIX } from "@paperledger/core/batch-files/object-keys";
import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";

/** The stream records that the function got, with the other fields that Lambda adds to each. */
export type DiscardedRecord = z.infer<typeof recordSchema>;

const recordSchema = z.looseObject({
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    Keys: z.record(z.string(), z.unknown()).optional(),
    NewImage: z.unknown().optional(),
  }),
});

const payloadSchema = z.looseObject({ Records: z.array(recordSchema) });

/** Some deliveries of Lambda have the payload as text, and others have it as an object. */
const discardedSchema = z.looseObject({
  payload: z.union([jsonTextSchema.pipe(payloadSchema), payloadSchema]),
});

/** A discarded batch in a bucket. */
interface StoredBatch {
  readonly key: string;
  /** The time at which it was stored, in UTC, ISO 8601 with milliseconds. */
  readonly at: string;
}

/** Yields the discarded batches in a bucket. The batches of one shard come oldest first. */
export async function* discardedBatches(client: S3Client, bucket: string): AsyncIterable<StoredBatch> {
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: DISCARDED_PREFIX },
  ))
    for (const { Key: key, LastModified } of Contents)
      if (key !== undefined) yield { key, at: (LastModified ?? new Date(0)).toISOString() };
}

/**
 * Returns the records of a discarded batch.
 *
 * @throws ZodError if the object is not a discarded batch, or has no records. Lambda sends a batch without its
 * records to a queue
 */
export async function readDiscardedBatch(
  client: S3Client,
  bucket: string,
  key: string,
): Promise<readonly DiscardedRecord[]> {
  const text = await discardedText(client, bucket, key);
  return jsonTextSchema.pipe(discardedSchema).parse(text).payload.Records;
}

/** Returns a discarded batch as it is stored. */
export async function discardedText(client: S3Client, bucket: string, key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? "";
}

export async function deleteDiscardedBatch(client: S3Client, bucket: string, key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}
