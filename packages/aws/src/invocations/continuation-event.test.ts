import { expect, test } from "vitest";
import { file } from "./batch-file.fixture.ts";
import { continuationEvent, continuationEventSchema, givenAgain } from "./continuation-event.ts";

const event = continuationEvent({ file, idleInvocations: 2, workedMs: 1_800_000 });

test("a continuation in a redrive keeps its file, and its counts begin at 0", () => {
  expect(continuationEventSchema.parse(givenAgain(event))).toEqual({
    source: event.source,
    file,
    idleInvocations: 0,
    workedMs: 0,
  });
});

test("any other event is redriven unchanged", () => {
  const other = { Records: [{ eventSource: "aws:s3" }] };
  expect(givenAgain(other)).toBe(other);
});
