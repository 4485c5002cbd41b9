import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, REGION } from "@paperledger/embedded/account";
import type { ObjectCreated } from "@paperledger/embedded/s3/object-created";
import type { S3Event } from "aws-lambda";
import type { BusEvent } from "../bus/bus-event.ts";

/**
 * Returns S3's notification of an object. A function gets it as its event, and a queue as a message's body. The key is encoded as in
 * an HTML form. The bucket has no versions, so there is no `versionId`.
 *
 * @param configurationId the name of the notification configuration
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const s3Event = (created: ObjectCreated, configurationId: string): S3Event => ({
  Records: [
    {
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: REGION,
      eventTime: created.at.toISOString(),
      eventName: `ObjectCreated:${created.by}`,
      userIdentity: { principalId: `AWS:${ACCOUNT_ID}` },
      requestParameters: { sourceIPAddress: "127.0.0.1" },
      responseElements: { "x-amz-request-id": created.requestId, "x-amz-id-2": "local" },
      s3: {
        s3SchemaVersion: "1.0",
        configurationId,
        bucket: {
          name: created.bucket,
          ownerIdentity: { principalId: ACCOUNT_ID },
          arn: bucketArn(created.bucket),
        },
        object: {
          key: encodedKey(created.key),
          size: created.sizeBytes,
          eTag: created.etag,
          sequencer: created.sequencer,
        },
      },
    },
  ],
});

/**
 * Returns S3's event of an object for the event bus. Its key is not encoded.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export const objectCreatedOnBus = (created: ObjectCreated): BusEvent => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "Object Created",
  source: "aws.s3",
  account: ACCOUNT_ID,
  time: `${created.at.toISOString().slice(0, 19)}Z`,
  region: REGION,
  resources: [bucketArn(created.bucket)],
  detail: {
    version: "0",
    bucket: { name: created.bucket },
    object: {
      key: created.key,
      size: created.sizeBytes,
      etag: created.etag,
      sequencer: created.sequencer,
    },
    "request-id": created.requestId,
    requester: ACCOUNT_ID,
    "source-ip-address": "127.0.0.1",
    reason: REASONS[created.by],
  },
});

const REASONS = {
  Put: "PutObject",
  Copy: "CopyObject",
  CompleteMultipartUpload: "CompleteMultipartUpload",
} as const;

const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

/** Encodes a key as S3 does. Slashes are not encoded. */
const encodedKey = (key: string): string =>
  new URLSearchParams([["", key]]).toString().slice(1).replaceAll("%2F", "/");
