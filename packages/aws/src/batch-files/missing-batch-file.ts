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
 * What a failed request for a batch file means for its run: BatchFileError `missing` where the object is not there or is no
 * longer the one that the run is of; else the error as it is, for trying again may help.
 *
 * S3 says AccessDenied, not NoSuchKey, of an object that is not there to a role that may not s3:ListBucket.
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
      `${place} was replaced after the event that this run is of: its upload made a run of its own, which reads the new object. Keep versions in the bucket to have both`,
      { cause: error },
    );
  if (error.name === "NoSuchBucket")
    return new BatchFileError(
      "missing",
      `there is no bucket ${bucket}: its name is not right, or it was deleted`,
      {
        cause: error,
      },
    );
  if (status === 404 || MISSING.includes(error.name))
    return new BatchFileError(
      "missing",
      `there is no ${place} (${error.name}): it was deleted, or its name is not right. Upload it again, which makes a new run`,
      { cause: error },
    );
  return error;
}
