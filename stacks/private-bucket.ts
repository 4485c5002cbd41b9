import { stagePolicy } from "./stage-policy.ts";

interface LifecycleRule {
  readonly id: string;
  readonly prefix?: string;
  /** Days until an object is deleted; in a bucket with versions, until it becomes an old one. */
  readonly expiresAfterDays?: number;
  /** Days until an old version is deleted for good. */
  readonly oldVersionsAfterDays?: number;
  /**
   * True to remove the markers that deleted objects leave in a bucket with versions, once all their old versions are gone.
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
 * A bucket that nobody else can read, over HTTPS only, encrypted with S3's own keys. Uploads that were broken off go away
 * after a week. That its owner owns every object, and no ACL counts, is S3's default and not said again: set beside SST's
 * policy and public access block, it could collide with them (`OperationAborted`).
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
