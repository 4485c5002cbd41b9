import type { S3Client } from "@aws-sdk/client-s3";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import type { Timestamp } from "@paperledger/core/papers/paper";
import { headBatchFile } from "./batch-file-uploads.ts";
import type { ObjectPlace } from "./missing-batch-file.ts";

/**
 * Returns the current ETag and time of an object, or undefined if the object does not exist or has another ETag.
 *
 * @throws the SDK's errors after its retries
 */
export async function objectState(
  client: S3Client,
  { bucket, key, versionId, etag }: ObjectPlace & { readonly etag?: string },
): Promise<{ readonly etag: string; readonly lastModifiedAt: Timestamp } | undefined> {
  try {
    const place = { bucket, key, ...(versionId !== undefined && { versionId }) };
    const { etag: found = "", lastModifiedAt } = await headBatchFile(client, place);
    const isOther = etag !== undefined && unquoted(etag) !== unquoted(found);
    return isOther ? undefined : { etag: found, lastModifiedAt };
  } catch (error) {
    if (error instanceof BatchFileError) return undefined;
    throw error;
  }
}

const unquoted = (etag: string) => etag.replaceAll('"', "");
