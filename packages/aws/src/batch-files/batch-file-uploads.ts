import type { Readable } from "node:stream";
import {
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type Timestamp, timestamp } from "@paperledger/core/papers/paper";
import { missingOr, type ObjectPlace } from "./missing-batch-file.ts";

/** The facts that S3 has about a batch file. */
export interface UploadedBatchFile {
  readonly bucket: string;
  readonly key: string;
  /** Absent if the bucket keeps no versions. */
  readonly versionId?: string;
  /** In quotes, as S3 answers. */
  readonly etag?: string;
  readonly sizeBytes: number;
  readonly lastModifiedAt: Timestamp;
}

/**
 * Uploads a batch file in one request. Returns its ETag, and its version id if the bucket keeps versions.
 *
 * @param sizeBytes the exact length of `body`, at most 5 GB (S3's limit for one request)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export async function putBatchFile(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  body: Readable | Uint8Array,
  sizeBytes: number,
): Promise<{ readonly etag?: string; readonly versionId?: string }> {
  const { ETag, VersionId } = await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: sizeBytes }),
  );
  return { ...(ETag && { etag: ETag }), ...(VersionId && { versionId: VersionId }) };
}

/**
 * Reads the facts that S3 has about a batch file. Without a version id, they are about the newest version.
 *
 * @throws BatchFileError `missing` if the object or the version does not exist
 */
export async function headBatchFile(client: S3Client, place: ObjectPlace): Promise<UploadedBatchFile> {
  const { bucket, key, versionId } = place;
  try {
    const { ETag, VersionId, ContentLength, LastModified } = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) }),
    );
    return {
      ...uploaded(bucket, { Key: key, ETag, Size: ContentLength, LastModified }),
      ...(VersionId && { versionId: VersionId }),
    };
  } catch (error) {
    throw missingOr(error, place);
  }
}

/**
 * Yields the batch files whose keys have this prefix, in order of the keys. It yields the newest version of each,
 * without its version id.
 */
export async function* listBatchFiles(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncIterable<UploadedBatchFile> {
  try {
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket: bucket, Prefix: prefix },
    ))
      for (const object of Contents) yield uploaded(bucket, object);
  } catch (error) {
    throw missingOr(error, { bucket, key: prefix });
  }
}

interface S3Object {
  readonly Key?: string | undefined;
  readonly ETag?: string | undefined;
  readonly Size?: number | undefined;
  readonly LastModified?: Date | undefined;
}

const uploaded = (
  bucket: string,
  { Key = "", ETag, Size = 0, LastModified = new Date(0) }: S3Object,
): UploadedBatchFile => ({
  bucket,
  key: Key,
  ...(ETag && { etag: ETag }),
  sizeBytes: Size,
  lastModifiedAt: timestamp(LastModified),
});
