import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { PROBE_KEY, type Probe } from "./probe.ts";

/**
 * Reads an object that does not exist. S3 answers "not found" only to a caller who may read the object and list the bucket. The
 * permission to write cannot be probed, because a conditional write also needs the permission to read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const bucketProbe = (
  client: S3Client,
  { setting, bucket, prefix }: { readonly setting: string; readonly bucket: string; readonly prefix: string },
): Probe => ({
  setting,
  resource: `bucket ${bucket}`,
  actions: ["s3:GetObject", "s3:ListBucket"],
  region: () => client.config.region(),
  send: (options) =>
    client
      .send(new GetObjectCommand({ Bucket: bucket, Key: `${prefix}${PROBE_KEY}` }), options)
      .catch((error) => {
        if (error.name !== "NoSuchKey") throw error;
      }),
});

/** Lists one object of a bucket. */
export const bucketListProbe = (
  client: S3Client,
  { setting, bucket }: { readonly setting: string; readonly bucket: string },
): Probe => ({
  setting,
  resource: `bucket ${bucket}`,
  actions: ["s3:ListBucket"],
  region: () => client.config.region(),
  send: (options) => client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), options),
});
