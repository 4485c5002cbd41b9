import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { DISCARDED_PREFIX } from "@paperledger/core/batch-files/object-keys";
import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";

/** Stream records as the function was given them, with what else Lambda tells of each. */
export type DiscardedRecord = z.infer<typeof recordSchema>;

const recordSchema = z.looseObject({
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    Keys: z.record(z.string(), z.unknown()).optional(),
    NewImage: z.unknown().optional(),
  }),
});

const payloadSchema = z.looseObject({ Records: z.array(recordSchema) });

/** Lambda has the payload as text in some places and as an object in others. */
const discardedSchema = z.looseObject({
  payload: z.union([jsonTextSchema.pipe(payloadSchema), payloadSchema]),
});

/** A discarded batch in a bucket. */
interface StoredBatch {
  readonly key: string;
  /** When it was stored: UTC, ISO 8601 with milliseconds. */
  readonly at: string;
}

/** Yields the discarded batches in a bucket. Those of one shard come oldest first. */
export async function* discardedBatches(client: S3Client, bucket: string): AsyncIterable<StoredBatch> {
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: DISCARDED_PREFIX },
  ))
    for (const { Key: key, LastModified } of Contents)
      if (key !== undefined) yield { key, at: (LastModified ?? new Date(0)).toISOString() };
}

/**
 * The records of a discarded batch.
 *
 * @throws ZodError where the object is none, or has no records: a queue gets the metadata alone
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
