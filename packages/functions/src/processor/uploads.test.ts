import { type BackfilledObject, backfillEvent } from "@paperledger/aws/invocations/backfill-event";
import { continuationEvent } from "@paperledger/aws/invocations/continuation-event";
import { timestamp } from "@paperledger/core/papers/paper";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { describe, expect, test } from "vitest";
import { bySns, S3_TEST_EVENT, s3ByEventBridge, s3Notification, sqsMessages } from "./s3-events.fixture.ts";
import { UnknownEventError, uploadsOf } from "./uploads.ts";

const keysOf = (event: unknown) => uploadsOf(event).files.map(({ file }) => file.key);

describe("an S3 notification", () => {
  test("has an upload for every object in it", () => {
    expect(keysOf(s3Notification({ key: "raw-data/a.gz" }, { key: "raw-data/b.gz" }))).toEqual([
      "raw-data/a.gz",
      "raw-data/b.gz",
    ]);
  });

  test.each([
    "raw-data/plus+and space.gz",
    "raw-data/two+plus+signs and two more spaces.gz",
    "raw-data/ümläut-论文.gz",
    "raw-data/100%.gz",
    'raw-data/"quoted".gz',
  ])("has the key %s URL-encoded, and it is decoded", (key) => {
    expect(keysOf(s3Notification({ key }))).toEqual([key]);
  });

  test("gives the batch file its trace id, time, size, version and ETag", () => {
    const [told] = uploadsOf(
      s3Notification({
        key: "raw-data/a.gz",
        versionId: "v7",
        etag: "e",
        size: 5,
        time: "2026-03-01T02:03:04.567Z",
      }),
    ).files;
    expect(told?.file).toEqual({
      traceId: traceIdOf({
        bucket: "raw",
        key: "raw-data/a.gz",
        version: "v7",
        eventTimeMs: Date.parse("2026-03-01T02:03:04.567Z"),
      }),
      bucket: "raw",
      key: "raw-data/a.gz",
      versionId: "v7",
      etag: "e",
      sizeBytes: 5,
      batchTimestamp: "2026-03-01T02:03:04.567Z",
    });
  });

  test("has a key with spaces as plus signs and plus signs as %2B, and both are decoded", () => {
    const event = s3Notification({ key: "any" });
    for (const record of event.Records) record.s3.object.key = "raw-data/a+b+c%2Bd%2Be%20f%20g.gz";
    expect(keysOf(event)).toEqual(["raw-data/a b c+d+e f g.gz"]);
  });

  test.each([
    [{ versionId: "v7", sequencer: "01", etag: "e" }, "v7"],
    [{ sequencer: "01", etag: "e" }, "01"],
    [{ etag: "e" }, "e"],
    [{}, ""],
  ])("with %j of its object is a run of version %j", (told, version) => {
    const event = s3Notification({ key: "raw-data/a.gz" });
    const { key, size } = event.Records[0]?.s3.object ?? {};
    const { etag: eTag, ...others } = { etag: undefined, ...told };
    for (const { s3 } of event.Records) Object.assign(s3, { object: { key, size, eTag, ...others } });
    const eventTimeMs = Date.parse("2026-03-01T02:03:04.567Z");
    expect(uploadsOf(event).files[0]?.file.traceId).toBe(
      traceIdOf({ bucket: "raw", key: "raw-data/a.gz", version, eventTimeMs }),
    );
  });

  test("delivered twice is the same run", () => {
    const event = s3Notification({ key: "raw-data/a.gz" });
    expect(uploadsOf(structuredClone(event))).toEqual(uploadsOf(event));
  });

  test("of the same key uploaded again is another run", () => {
    const [first] = uploadsOf(s3Notification({ key: "raw-data/a.gz", sequencer: "01" })).files;
    const [second] = uploadsOf(s3Notification({ key: "raw-data/a.gz", sequencer: "02" })).files;
    expect(first?.file.traceId).not.toBe(second?.file.traceId);
  });

  test("about anything except a new object is ignored", () => {
    expect(uploadsOf(s3Notification({ key: "raw-data/a.gz", eventName: "ObjectRemoved:Delete" }))).toEqual({
      files: [],
      ignored: [{ event: "ObjectRemoved:Delete" }],
      unreadable: [],
    });
  });

  test("with a key that is not URL-encoded is refused with a reason", () => {
    const event = s3Notification({ key: "raw-data/a.gz" });
    for (const record of event.Records) record.s3.object.key = "raw-data/%E0%A4%A.gz";
    expect(() => uploadsOf(event)).toThrow(UnknownEventError);
  });
});

test("the event that S3 sends when a notification is set up is ignored", () => {
  expect(uploadsOf(S3_TEST_EVENT)).toMatchObject({ files: [], ignored: [{ event: "s3:TestEvent" }] });
});

describe("an S3 event of EventBridge", () => {
  test("has the key unchanged", () => {
    expect(keysOf(s3ByEventBridge({ key: "raw-data/100%+plus.gz" }))).toEqual(["raw-data/100%+plus.gz"]);
  });

  test("gives the batch file its version and ETag, so that only this object is read", () => {
    const event = s3ByEventBridge({ key: "raw-data/a.gz", versionId: "v7", etag: "e" });
    expect(uploadsOf(event).files[0]?.file).toMatchObject({ versionId: "v7", etag: "e" });
    expect(uploadsOf(sqsMessages(event)).files[0]?.file).toMatchObject({ versionId: "v7", etag: "e" });
  });

  test("with a time without milliseconds gives a time with milliseconds", () => {
    const [told] = uploadsOf(s3ByEventBridge({ key: "raw-data/a.gz", time: "2026-03-01T02:03:04Z" })).files;
    expect(told?.file.batchTimestamp).toBe("2026-03-01T02:03:04.000Z");
  });

  test("about anything except a new object is ignored", () => {
    const event = s3ByEventBridge({ key: "raw-data/a.gz", eventName: "Object Deleted" });
    expect(uploadsOf(event)).toMatchObject({ files: [], ignored: [{ event: "Object Deleted" }] });
  });
});

describe("an object of a backfill", () => {
  const object = {
    bucket: "raw",
    key: "raw-data/a b.gz",
    versionId: "v7",
    etag: '"e"',
    sizeBytes: 5,
    lastModifiedAt: timestamp(new Date("2024-03-01T02:03:04Z")),
  };
  const uploadOf = (more: Partial<BackfilledObject> = {}) =>
    uploadsOf(backfillEvent({ ...object, ...more })).files[0];

  test("is a batch file with the time at which it was last modified", () => {
    const { bucket, key } = object;
    expect(uploadOf()).toEqual({
      by: "backfill",
      lastModifiedAt: object.lastModifiedAt,
      file: {
        traceId: traceIdOf({ bucket, key, version: "v7", eventTimeMs: Date.parse(object.lastModifiedAt) }),
        bucket,
        key,
        versionId: "v7",
        etag: "e",
        sizeBytes: 5,
        batchTimestamp: object.lastModifiedAt,
      },
    });
  });

  test("that is repeated on purpose is another run of the batch file, and each delivery of its message is the same run", () => {
    const again = { againAt: timestamp(new Date("2026-01-01T00:00:00Z")) };
    const { file, by } = uploadOf(again) ?? {};
    expect(by).toBe("backfill-again");
    expect(file?.traceId).toMatch(/^batch-20260101-/);
    expect({ ...file, traceId: null }).toEqual({ ...uploadOf()?.file, traceId: null });
    expect(uploadOf(again)).toEqual(uploadOf(again));
  });

  test("in a message of the queue has the message's id and the queue", () => {
    expect(uploadsOf(sqsMessages(backfillEvent(object))).files).toMatchObject([
      { by: "backfill", messageId: "message-0", queueArn: "arn:aws:sqs:us-east-1:111122223333:raw" },
    ]);
  });

  test.each([
    { sizeBytes: -1 },
    { lastModifiedAt: "yesterday" },
    { againAt: "2026-01-01" },
    { key: "" },
    { bucket: 1 },
  ])("with %j is unreadable", (wrong) => {
    const { unreadable } = uploadsOf(sqsMessages({ ...backfillEvent(object), ...wrong }));
    expect(unreadable).toHaveLength(1);
  });
});

test("the version id null is left out, and an ETag has no quotes, in every kind of event", () => {
  const told = [
    s3Notification({ key: "a.gz", versionId: "null", etag: "e" }),
    s3ByEventBridge({ key: "a.gz", versionId: "null", etag: '"e"' }),
    backfillEvent({
      bucket: "raw",
      key: "a.gz",
      versionId: "null",
      etag: '"e"',
      sizeBytes: 5,
      lastModifiedAt: timestamp(new Date(0)),
    }),
  ];
  for (const { file } of told.flatMap((event) => uploadsOf(event).files)) {
    expect(file).not.toHaveProperty("versionId");
    expect(file.etag).toBe("e");
  }
});

describe("a continuation", () => {
  const [{ file } = { file: undefined }] = uploadsOf(s3Notification({ key: "raw-data/a.gz" })).files;
  if (!file) throw new Error("one file expected");
  const continuation = { file, idleInvocations: 2, workedMs: 1_800_000 };

  test("has the facts that the earlier invocation sent", () => {
    expect(uploadsOf(continuationEvent(continuation)).files).toMatchObject([continuation]);
  });

  test("of an object version continues with that version", () => {
    const [told] = uploadsOf(s3Notification({ key: "a.gz", versionId: "v7", etag: "e" })).files;
    if (!told) throw new Error("one file expected");
    const event = continuationEvent({ ...told, idleInvocations: 0, workedMs: 0 });
    expect(uploadsOf(event).files[0]?.file).toEqual(told.file);
  });

  test("in a message of the queue has the same facts and the message's id", () => {
    const [upload] = uploadsOf(sqsMessages(continuationEvent(continuation))).files;
    expect(upload).toMatchObject({ ...continuation, messageId: "message-0" });
  });

  test("of an older deployment, with beganAt in place of workedMs, has worked for 0 ms", () => {
    const { workedMs: _, ...older } = continuationEvent(continuation);
    expect(uploadsOf({ ...older, beganAt: "2026-03-01T00:00:00.000Z" }).files).toMatchObject([
      { file, idleInvocations: 2, workedMs: 0 },
    ]);
  });
});

describe("SQS messages", () => {
  test("have notifications and EventBridge events, and each upload has the id of its message", () => {
    const event = sqsMessages(
      s3Notification({ key: "raw-data/a b.gz" }, { key: "raw-data/c.gz" }),
      s3ByEventBridge({ key: "raw-data/d.gz" }),
    );
    expect(uploadsOf(event).files.map(({ file, messageId }) => [messageId, file.key])).toEqual([
      ["message-0", "raw-data/a b.gz"],
      ["message-0", "raw-data/c.gz"],
      ["message-1", "raw-data/d.gz"],
    ]);
  });

  test("have messages of SNS inside", () => {
    const event = sqsMessages(
      bySns(s3Notification({ key: "raw-data/a b.gz" })),
      bySns(S3_TEST_EVENT),
      bySns({ hello: 1 }),
      { ...bySns({}), Message: "not JSON" },
    );
    const { files, ignored, unreadable } = uploadsOf(event);
    expect(files.map(({ file, messageId }) => [messageId, file.key])).toEqual([
      ["message-0", "raw-data/a b.gz"],
    ]);
    expect(ignored).toEqual([{ event: "s3:TestEvent" }]);
    expect(unreadable.map(({ messageId }) => messageId)).toEqual(["message-2", "message-3"]);
  });

  test("that cannot be read do not affect the others", () => {
    const uploads = uploadsOf(
      sqsMessages("not JSON", { hello: 1 }, S3_TEST_EVENT, s3Notification({ key: "a.gz" })),
    );
    expect(uploads.unreadable.map(({ messageId }) => messageId)).toEqual(["message-0", "message-1"]);
    expect(uploads.ignored).toEqual([{ event: "s3:TestEvent" }]);
    expect(uploads.files.map(({ messageId }) => messageId)).toEqual(["message-3"]);
  });
});

test.each([[{}], [null], ["text"], [{ Records: [] }], [{ Records: [{ eventSource: "aws:kinesis" }] }]])(
  "the unknown event %j is refused",
  (event) => {
    expect(() => uploadsOf(event)).toThrow(UnknownEventError);
  },
);
