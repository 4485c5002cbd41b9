import { timestamp } from "@paperledger/core/papers/paper";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { continuationEvent, continuationEventSchema, givenAgain } from "./continuation-event.ts";

const file = {
  traceId: traceIdOf({ bucket: "papers", key: "raw-data/a.gz", version: "1", eventTimeMs: 0 }),
  bucket: "papers",
  key: "raw-data/a.gz",
  sizeBytes: 1,
  batchTimestamp: timestamp(new Date(0)),
};
const event = continuationEvent({ file, idleInvocations: 2, workedMs: 1_800_000 });

test("a continuation that is given again is of its file, and begins anew", () => {
  expect(continuationEventSchema.parse(givenAgain(event))).toEqual({
    source: event.source,
    file,
    idleInvocations: 0,
    workedMs: 0,
  });
});

test("any other event is given again as it is", () => {
  const other = { Records: [{ eventSource: "aws:s3" }] };
  expect(givenAgain(other)).toBe(other);
});
