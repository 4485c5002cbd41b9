import { backfillEventSchema } from "@paperledger/aws/invocations/backfill-event";
import { continuationEventSchema } from "@paperledger/aws/invocations/continuation-event";
import type { BatchFile } from "@paperledger/core/batch-files/batch-file";
import { type Timestamp, timestamp } from "@paperledger/core/papers/paper";
import { versionWithoutId } from "@paperledger/core/runs/object-claims";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";

/** The contents of an invocation: batch files to process, events to pass over, and messages that nobody can read. */
export interface Uploads {
  readonly files: readonly Upload[];
  readonly ignored: readonly { readonly event: string }[];
  readonly unreadable: readonly { readonly messageId: string; readonly error: UnknownEventError }[];
}

/** A batch file, and how its run came to this invocation. */
export interface Upload {
  readonly file: BatchFile;
  /**
   * What brought it: S3 announced the object, a backfill sent it, a backfill sent it to make a new run on purpose, or an earlier
   * invocation handed its run on.
   */
  readonly by: "announcement" | "backfill" | "backfill-again" | "continuation";
  /** When the object was last modified, if what brought it tells. */
  readonly lastModifiedAt?: Timestamp;
  /** The id of the queue's message that brought it. Absent if the function was invoked without a queue. */
  readonly messageId?: string;
  /** The ARN of the queue that brought the message. Its run goes on by the same queue. */
  readonly queueArn?: string;
  /** The number of invocations just before this one that did no batch of the run. */
  readonly idleInvocations?: number;
  /** The time that the invocations before this one worked on the run. */
  readonly workedMs?: number;
}

/** The processor does not know the event. */
export class UnknownEventError extends Error {
  override readonly name = "UnknownEventError";

  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what} is no S3 notification, no S3 event of EventBridge, no object of a backfill, no continuation of a run, and no SNS or SQS message with one of these`,
      options,
    );
  }
}

const s3RecordSchema = z.object({
  eventSource: z.literal("aws:s3"),
  eventName: z.string(),
  eventTime: z.iso.datetime({ offset: true }),
  s3: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.int().min(0).default(0),
      eTag: z.string().optional(),
      versionId: z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const s3NotificationSchema = z.object({ Records: z.array(s3RecordSchema).min(1) });

/** The message that S3 sends when a notification is set up. */
const s3TestEventSchema = z.object({ Service: z.literal("Amazon S3"), Event: z.literal("s3:TestEvent") });

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const eventBridgeSchema = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.string(),
  time: z.iso.datetime({ offset: true }),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.int().min(0).default(0),
      etag: z.string().optional(),
      "version-id": z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
});

/**
 * What SNS puts around a message that it sends to a queue, unless the subscription asks for the raw message.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
 */
const snsSchema = z.object({
  Type: z.literal("Notification"),
  TopicArn: z.string(),
  Message: z.string(),
});

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const sqsSchema = z.object({
  Records: z
    .array(
      z.object({
        eventSource: z.literal("aws:sqs"),
        messageId: z.string(),
        body: z.string(),
        eventSourceARN: z.string().exactOptional(),
      }),
    )
    .min(1),
});

const eventSchema = z.union([
  s3NotificationSchema,
  s3TestEventSchema,
  eventBridgeSchema,
  snsSchema,
  sqsSchema,
  continuationEventSchema,
  backfillEventSchema,
]);

/**
 * Returns the batch files that an event tells of: an S3 notification, S3's event of EventBridge, an object of a backfill, or
 * the continuation of a run; each as it is, inside an SNS message, or inside SQS messages. A message that is nothing of these is `unreadable`.
 *
 * @throws UnknownEventError if the event itself is nothing of these
 */
export function uploadsOf(event: unknown): Uploads {
  const read = eventSchema.safeParse(event);
  if (!read.success) throw new UnknownEventError("the event", { cause: read.error });

  const known = read.data;
  if ("Event" in known) return { files: [], ignored: [{ event: known.Event }], unreadable: [] };
  if ("file" in known) return only({ ...known, by: "continuation" });
  if ("sizeBytes" in known) return only(uploadOfBackfill(known));
  if ("Message" in known) return uploadsOfTopic(known);
  if ("detail" in known) return together([uploadOfEventBridge(known)]);
  return together(
    known.Records.map((record) => ("body" in record ? uploadsOfMessage(record) : uploadOfS3Record(record))),
  );
}

function uploadsOfTopic({ TopicArn, Message }: z.infer<typeof snsSchema>): Uploads {
  try {
    return uploadsOf(JSON.parse(Message));
  } catch (cause) {
    throw new UnknownEventError(`the message of SNS topic ${TopicArn}`, { cause });
  }
}

function uploadsOfMessage({
  messageId,
  body,
  eventSourceARN: queueArn,
}: z.infer<typeof sqsSchema>["Records"][number]): Uploads {
  try {
    const { files, ...rest } = uploadsOf(JSON.parse(body));
    return {
      ...rest,
      files: files.map((upload) => ({ ...upload, messageId, ...(queueArn !== undefined && { queueArn }) })),
    };
  } catch (cause) {
    const error = new UnknownEventError(`the body of SQS message ${messageId}`, { cause });
    return { files: [], ignored: [], unreadable: [{ messageId, error }] };
  }
}

function uploadOfS3Record({ eventName, eventTime, s3 }: z.infer<typeof s3RecordSchema>): Uploads {
  if (!/^(s3:)?ObjectCreated:/.test(eventName)) return ignoring(eventName);
  const { eTag, versionId, sequencer, size } = s3.object;
  return one({
    bucket: s3.bucket.name,
    key: decoded(s3.object.key),
    size,
    etag: eTag,
    versionId,
    sequencer,
    time: eventTime,
  });
}

/** S3 encodes keys as forms do: a space is a plus sign. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch (cause) {
    throw new UnknownEventError(
      `the event of an object with the key ${JSON.stringify(key)}, not URL-encoded,`,
      { cause },
    );
  }
}

function uploadOfEventBridge({
  "detail-type": type,
  time,
  detail,
}: z.infer<typeof eventBridgeSchema>): Uploads {
  if (type !== "Object Created") return ignoring(type);
  const { key, size, etag, "version-id": versionId, sequencer } = detail.object;
  return one({ bucket: detail.bucket.name, key, size, etag, versionId, sequencer, time });
}

/**
 * The file's time is when the object was last modified, also if a run is made again: so what it holds stands where it stood among
 * the versions of its papers. The time of the run itself is then the one in the message, so that each delivery is the same run.
 */
function uploadOfBackfill(object: z.infer<typeof backfillEventSchema>): Upload {
  const { bucket, key, sizeBytes, lastModifiedAt, againAt } = object;
  const { versionId, etag } = stateOf(object);
  const version = versionId ?? versionWithoutId({ etag: etag ?? "", lastModifiedAt });
  const eventTimeMs = Date.parse(againAt ?? lastModifiedAt);
  const file: BatchFile = {
    traceId: traceIdOf({ bucket, key, version, eventTimeMs }),
    bucket,
    key,
    ...stateOf(object),
    sizeBytes,
    batchTimestamp: lastModifiedAt,
  };
  return { file, by: againAt === undefined ? "backfill" : "backfill-again", lastModifiedAt };
}

/** The version id of objects that were put while their bucket kept no versions. Another such object can replace them. */
const NO_VERSION = "null";

/**
 * Returns the version id, if it names one object for good, and the ETag without quotes, however it is told. So an object is the
 * same to its run whether S3 announced it or a list had it.
 */
function stateOf({
  versionId,
  etag,
}: {
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
}): Pick<BatchFile, "versionId" | "etag"> {
  return {
    ...(versionId !== undefined && versionId !== NO_VERSION && { versionId }),
    ...(etag !== undefined && { etag: etag.replaceAll('"', "") }),
  };
}

interface UploadFields {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string | undefined;
  readonly versionId: string | undefined;
  readonly sequencer: string | undefined;
  readonly time: string;
}

function one({ bucket, key, size, sequencer, time, ...told }: UploadFields): Uploads {
  const at = new Date(time);
  const { versionId, etag } = stateOf(told);
  const traceId = traceIdOf({
    bucket,
    key,
    version: versionId ?? sequencer ?? etag ?? "",
    eventTimeMs: at.getTime(),
  });
  const file: BatchFile = {
    traceId,
    bucket,
    key,
    ...stateOf(told),
    sizeBytes: size,
    batchTimestamp: timestamp(at),
  };
  return only({ file, by: "announcement" });
}

const only = (upload: Upload): Uploads => ({ files: [upload], ignored: [], unreadable: [] });

const ignoring = (event: string): Uploads => ({ files: [], ignored: [{ event }], unreadable: [] });

const together = (uploads: readonly Uploads[]): Uploads => ({
  files: uploads.flatMap(({ files }) => files),
  ignored: uploads.flatMap(({ ignored }) => ignored),
  unreadable: uploads.flatMap(({ unreadable }) => unreadable),
});
