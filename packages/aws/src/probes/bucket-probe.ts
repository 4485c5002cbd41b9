import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { PROBE_KEY, type Probe } from "./probe.ts";

/**
 * Asks for an object that is not there, which S3 says to who may read it and list the bucket. That objects can be put is
 * shown by putting one alone: to write on a condition that cannot hold takes the right to read as well.
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
