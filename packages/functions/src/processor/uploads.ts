import { backfillEventSchema } from "@paperledger/aws/invocations/backfill-event";
import { continuationEventSchema } from "@paperledger/aws/invocations/continuation-event";
import type { BatchFile } from "@paperledger/core/batch-files/batch-file";
import { type Timestamp, timestamp } from "@paperledger/core/papers/paper";
import { versionWithoutId } from "@paperledger/core/runs/object-claims";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { parseContext } from "@paperledger/events/parse-context";
import * as z from "zod";

/** The contents of an event: batch files to process, events to ignore, and messages that cannot be read. */
export interface Uploads {
  readonly files: readonly Upload[];
  readonly ignored: readonly { readonly event: string }[];
  readonly unreadable: readonly { readonly messageId: string; readonly error: UnknownEventError }[];
}

/** A batch file, and the message that asks for it. */
export interface Upload {
  readonly file: BatchFile;
  /**
   * The sender. `announcement`: S3 announced the object. `backfill`: a backfill sent it. `backfill-again`: a backfill
   * sent it to make a new run on purpose. `continuation`: an earlier invocation of the run sent it.
   */
  readonly by: "announcement" | "backfill" | "backfill-again" | "continuation";
  /** The time at which the object was last modified. Absent if the message does not say it. */
  readonly lastModifiedAt?: Timestamp;
  /** The id of the SQS message. Absent if the function was invoked without a queue. */
  readonly messageId?: string;
  /** The ARN of the message's queue. The run continues with a message in the same queue. */
  readonly queueArn?: string;
  /** The number of invocations in a row, just before this one, that did no batch of the run. */
  readonly idleInvocations?: number;
  /** The time for which the earlier invocations worked on the run. */
  readonly workedMs?: number;
}

/** Thrown for an event that the processor does not know. */
export class UnknownEventError extends Error {
  override readonly name = "UnknownEventError";

  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what} is not an S3 notification, an S3 event of EventBridge, an object of a backfill, the continuation of a run, or an SNS or SQS message with one of these`,
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

/** S3 sends this message when a notification is set up. */
const s3TestEventSchema = z.lazy(() =>
  z.object({ Service: z.literal("Amazon S3"), Event: z.literal("s3:TestEvent") }),
);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const eventBridgeSchema = z.lazy(() =>
  z.object({
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
  }),
);

/**
 * The envelope of SNS around a message for a queue. It is absent if the subscription asks for raw messages.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
 */
const snsSchema = z.lazy(() =>
  z.object({
    Type: z.literal("Notification"),
    TopicArn: z.string(),
    Message: z.string(),
  }),
);

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
  sqsSchema,
  s3NotificationSchema,
  s3TestEventSchema,
  eventBridgeSchema,
  snsSchema,
  continuationEventSchema,
  backfillEventSchema,
]);

/**
 * Returns the batch files in an event. The event is an S3 notification, an S3 event of EventBridge, an object of a
 * backfill, or the continuation of a run. Each may also be inside an SNS message or SQS messages. Any other SQS
 * message is `unreadable`.
 *
 * @throws UnknownEventError if the event is of another kind
 */
export function uploadsOf(event: unknown): Uploads {
  const read = eventSchema.safeParse(event, parseContext());
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

/** Decodes a key. S3 encodes keys like the values of an HTML form: a space is a plus sign. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch (cause) {
    throw new UnknownEventError(`the event with the key ${JSON.stringify(key)}, which is not URL-encoded,`, {
      cause,
    });
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
 * Returns the upload of a backfill's object. The file's time is the time at which the object was last modified, also if a
 * backfill makes a new run on purpose. So its records keep their order among the versions of their papers. The time in the trace
 * id of such a run comes from the message, so each delivery of the message has the same trace id.
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

/** The version id of an object that was put while its bucket kept no versions. Another such object can replace it. */
const NO_VERSION = "null";

/**
 * Returns the version id, unless it is `null`, and the ETag without quotes. Lists of S3 have quotes around ETags, and
 * notifications do not. So an object has the same state in both.
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
