import { expect, test } from "vitest";
import { file } from "./batch-file.fixture.ts";
import { continuationEvent, continuationEventSchema, givenAgain } from "./continuation-event.ts";

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
