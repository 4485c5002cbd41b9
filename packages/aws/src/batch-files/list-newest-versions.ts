import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { timestamp } from "@paperledger/core/papers/paper";
import type { UploadedBatchFile } from "./batch-file-uploads.ts";
import { missingOr } from "./missing-batch-file.ts";

/**
 * Thrown if the versions of objects cannot be listed, because this user may not list them or because this S3 has no
 * versions.
 */
export class VersionsNotListedError extends Error {
  override readonly name = "VersionsNotListedError";
  /** True if the list is denied. False if this S3 has no versions. */
  readonly isDenied: boolean;

  constructor(bucket: string, cause: Error) {
    super(`the versions of the objects in ${bucket} cannot be listed: allow s3:ListBucketVersions on it`, {
      cause,
    });
    this.isDenied = cause.name === "AccessDenied";
  }
}

const NOT_LISTED: ReadonlySet<string> = new Set(["AccessDenied", "NotImplemented", "MethodNotAllowed"]);

/** The version id that S3 lists for the objects of a bucket without versions. */
const NO_VERSION = "null";

/**
 * Yields the newest version of each object whose key has this prefix, in order of the keys, page by page. One request
 * reads a thousand versions and delete markers. Deleted objects are left out.
 *
 * @throws VersionsNotListedError, BatchFileError `missing` if the bucket does not exist, or the SDK's errors after
 * its retries
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function* listNewestVersions(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncIterable<UploadedBatchFile> {
  let from: Marker | undefined = {};
  while (from) {
    const page: ListObjectVersionsCommandOutput = await pageOf(client, bucket, prefix, from);
    for (const { Key = "", VersionId, ETag, Size = 0, LastModified, IsLatest } of page.Versions ?? [])
      if (IsLatest)
        yield {
          bucket,
          key: Key,
          ...(VersionId && VersionId !== NO_VERSION && { versionId: VersionId }),
          ...(ETag && { etag: ETag }),
          sizeBytes: Size,
          lastModifiedAt: timestamp(LastModified ?? new Date(0)),
        };
    from = nextAfter(page);
  }
}

/** The key and version after which a page begins. */
interface Marker {
  readonly KeyMarker?: string;
  readonly VersionIdMarker?: string;
}

async function pageOf(client: S3Client, bucket: string, prefix: string, from: Marker) {
  try {
    return await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from }));
  } catch (error) {
    if (error instanceof Error && NOT_LISTED.has(error.name)) throw new VersionsNotListedError(bucket, error);
    throw missingOr(error, { bucket, key: prefix });
  }
}

function nextAfter(page: ListObjectVersionsCommandOutput): Marker | undefined {
  const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
  if (!IsTruncated || NextKeyMarker === undefined) return undefined;
  return { KeyMarker: NextKeyMarker, ...(NextVersionIdMarker && { VersionIdMarker: NextVersionIdMarker }) };
}
