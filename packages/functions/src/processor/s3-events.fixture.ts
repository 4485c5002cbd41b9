/** An upload, for an event of S3 in any of its forms. */
export interface Upload {
  readonly bucket?: string;
  readonly key: string;
  readonly time?: string;
  readonly size?: number;
  readonly etag?: string;
  readonly versionId?: string;
  readonly sequencer?: string;
  readonly eventName?: string;
}

const asInForms = (key: string) => encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+");

const s3Record = (upload: Upload) => ({
  eventVersion: "2.1",
  eventSource: "aws:s3",
  awsRegion: "us-east-1",
  eventTime: upload.time ?? "2026-03-01T02:03:04.567Z",
  eventName: upload.eventName ?? "ObjectCreated:Put",
  userIdentity: { principalId: "AWS:EXAMPLE" },
  requestParameters: { sourceIPAddress: "127.0.0.1" },
  responseElements: { "x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "example" },
  s3: {
    s3SchemaVersion: "1.0",
    configurationId: "raw-data",
    bucket: {
      name: upload.bucket ?? "raw",
      ownerIdentity: { principalId: "EXAMPLE" },
      arn: "arn:aws:s3:::raw",
    },
    object: {
      key: asInForms(upload.key),
      size: upload.size ?? 1024,
      eTag: upload.etag ?? "d41d8cd98f00b204e9800998ecf8427e",
      ...(upload.versionId !== undefined && { versionId: upload.versionId }),
      sequencer: upload.sequencer ?? "0055AED6DCD90281E5",
    },
  },
});

export const s3Notification = (...uploads: Upload[]) => ({ Records: uploads.map(s3Record) });

export const s3ByEventBridge = (upload: Upload) => ({
  version: "0",
  id: "17793124-05d4-b198-2fde-7ededc63b103",
  "detail-type": upload.eventName ?? "Object Created",
  source: "aws.s3",
  account: "111122223333",
  time: upload.time ?? "2026-03-01T02:03:04Z",
  region: "us-east-1",
  resources: ["arn:aws:s3:::raw"],
  detail: {
    version: "0",
    bucket: { name: upload.bucket ?? "raw" },
    object: {
      key: upload.key,
      size: upload.size ?? 1024,
      etag: upload.etag ?? "d41d8cd98f00b204e9800998ecf8427e",
      ...(upload.versionId !== undefined && { "version-id": upload.versionId }),
      sequencer: upload.sequencer ?? "0055AED6DCD90281E5",
    },
    "request-id": "N4N7GDK58NMKJ12R",
    requester: "111122223333",
    "source-ip-address": "127.0.0.1",
    reason: "PutObject",
  },
});

/** Returns the event inside a message of SNS, as SNS sends it to a queue. */
export const bySns = (event: unknown) => ({
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: "arn:aws:sns:us-east-1:111122223333:uploads",
  Subject: "Amazon S3 Notification",
  Message: JSON.stringify(event),
  Timestamp: "2026-03-01T02:03:05.000Z",
  SignatureVersion: "1",
});

/** Returns SQS messages with these bodies. A text is copied unchanged. */
export const sqsMessages = (...bodies: unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: `handle-${index}`,
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: "1" },
    messageAttributes: {},
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:111122223333:raw",
    awsRegion: "us-east-1",
  })),
});

export const S3_TEST_EVENT = {
  Service: "Amazon S3",
  Event: "s3:TestEvent",
  Time: "2026-03-01T02:03:04.567Z",
  Bucket: "raw",
  RequestId: "5582815E1AEA5ADF",
  HostId: "example",
};
