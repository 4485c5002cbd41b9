import { S3ServiceException } from "@aws-sdk/client-s3";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";

/** An object, or one version of it. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

const MISSING = ["NoSuchKey", "NoSuchBucket", "NoSuchVersion", "NotFound"];

/**
 * Returns the error of a run whose batch file cannot be read. It is BatchFileError `missing` if the object does not
 * exist, or if another object has replaced it. Otherwise it is the given error, because a retry may help.
 *
 * If an object does not exist and the role may not s3:ListBucket, S3 answers AccessDenied and not NoSuchKey.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function missingOr(error: unknown, { bucket, key, versionId }: ObjectPlace): unknown {
  if (!(error instanceof S3ServiceException)) return error;
  const place = `s3://${bucket}/${key}${versionId ? ` (version ${versionId})` : ""}`;
  const status = error.$metadata.httpStatusCode;
  if (status === 412)
    return new BatchFileError(
      "missing",
      `${place} was replaced after the event of this run. The new object has its own run. To read both, keep versions in the bucket`,
      { cause: error },
    );
  if (error.name === "NoSuchBucket")
    return new BatchFileError(
      "missing",
      `there is no bucket ${bucket}: its name is wrong, or it was deleted`,
      {
        cause: error,
      },
    );
  if (status === 404 || MISSING.includes(error.name))
    return new BatchFileError(
      "missing",
      `there is no ${place} (${error.name}): it was deleted, or its name is wrong. Upload it again to make a new run`,
      { cause: error },
    );
  return error;
}
