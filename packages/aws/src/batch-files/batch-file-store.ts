import { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandInput, type S3Client } from "@aws-sdk/client-s3";
import type { BatchFile, BatchFileStore } from "@paperledger/core/batch-files/batch-file";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import { missingOr } from "./missing-batch-file.ts";
import { type Body, resumingBody } from "./resuming-body.ts";

/**
 * Reads batch files from S3. It reads exactly the object in the S3 event: the version, or the ETag if the bucket
 * keeps no versions. If reading begins in the middle, or a connection breaks, it requests the rest of the same
 * object.
 *
 * `open` and its stream throw BatchFileError `missing` if this object does not exist or was replaced. Other errors
 * are the SDK's own, after its retries.
 */
export const s3BatchFileStore = ({
  client,
  retryPolicy,
}: {
  readonly client: S3Client;
  readonly retryPolicy?: RetryPolicy;
}): BatchFileStore => ({
  async open(file, fromByte = 0) {
    const first = await getObject(client, file, fromByte > 0 ? rangeFrom(fromByte) : {});
    const reopen = async (readBytes: number, signal: AbortSignal) => {
      const rest = await getObject(
        client,
        file,
        { ...rangeFrom(fromByte + readBytes), IfMatch: first.etag },
        signal,
      );
      return rest.stream;
    };
    return resumingBody(first, reopen, retryPolicy);
  },
});

const rangeFrom = (byte: number) => ({ Range: `bytes=${byte}-` });

async function getObject(
  client: S3Client,
  file: BatchFile,
  more: Partial<GetObjectCommandInput>,
  abortSignal?: AbortSignal,
): Promise<Body & { readonly etag: string | undefined }> {
  const { bucket, key, versionId, etag } = file;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId !== undefined && { VersionId: versionId }),
    ...(etag !== undefined && { IfMatch: quoted(etag) }),
    ...more,
  });
  try {
    const {
      Body,
      ContentLength = 0,
      ETag,
    } = await client.send(command, { ...(abortSignal && { abortSignal }) });
    if (!(Body instanceof Readable)) throw new TypeError("the S3 client gave no Node stream");
    return { stream: Body, sizeBytes: ContentLength, etag: ETag };
  } catch (error) {
    throw missingOr(error, file);
  }
}

/** Returns an ETag in quotes, as HTTP needs it. S3's events have it without quotes. */
const quoted = (etag: string) => (etag.startsWith('"') ? etag : `"${etag}"`);
