import { stagePolicy } from "./stage-policy.ts";

interface LifecycleRule {
  readonly id: string;
  readonly prefix?: string;
  /** The days until an object is deleted. In a bucket with versions, the object then becomes an old version. */
  readonly expiresAfterDays?: number;
  /** The days until an old version is deleted permanently. */
  readonly oldVersionsAfterDays?: number;
  /**
   * True to remove the delete markers in a bucket with versions, after all old versions of the object are gone.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
   */
  readonly removesExpiredDeleteMarkers?: boolean;
}

interface PrivateBucketOptions {
  readonly versioning: boolean;
  readonly lifecycle: readonly LifecycleRule[];
}

/**
 * Creates a private bucket. It is encrypted with S3's own keys and accepts only HTTPS. Incomplete uploads are deleted after a week.
 *
 * By S3's default, the bucket's owner owns every object, and ACLs have no effect. This is not set explicitly, because it could collide
 * with SST's policy and public access block (`OperationAborted`).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
export function privateBucket(name: string, { versioning, lifecycle }: PrivateBucketOptions): sst.aws.Bucket {
  const bucket = new sst.aws.Bucket(name, {
    versioning,
    enforceHttps: true,
    cors: false,
    transform: { bucket: { forceDestroy: !stagePolicy($app.stage).keepsData } },
  });
  new aws.s3.BucketServerSideEncryptionConfiguration(`${name}Encryption`, {
    bucket: bucket.name,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });
  new aws.s3.BucketLifecycleConfiguration(`${name}Lifecycle`, {
    bucket: bucket.name,
    rules: [
      ...lifecycle.map(
        ({ id, prefix = "", expiresAfterDays, oldVersionsAfterDays, removesExpiredDeleteMarkers }) => ({
          id,
          status: "Enabled",
          filter: { prefix },
          expiration: expiresAfterDays
            ? { days: expiresAfterDays }
            : removesExpiredDeleteMarkers
              ? { expiredObjectDeleteMarker: true }
              : undefined,
          noncurrentVersionExpiration: oldVersionsAfterDays
            ? { noncurrentDays: oldVersionsAfterDays }
            : undefined,
        }),
      ),
      {
        id: "broken-off-uploads",
        status: "Enabled",
        filter: { prefix: "" },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ],
  });
  return bucket;
}
