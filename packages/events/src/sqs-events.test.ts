import { expect, test } from "vitest";
import { sampleEvents } from "./samples.fixture.ts";
import { eventsInSqs, handleEach } from "./sqs-events.ts";

const body = JSON.stringify(sampleEvents.get("completed"));
const lambdaEvent = {
  Records: [
    { messageId: "1", body, attributes: {} },
    { messageId: "2", body: "{" },
    { messageId: "3", body: '{"source":"aws.s3"}' },
  ],
};

test("each message is parsed as an event or as another kind", () => {
  expect(eventsInSqs(lambdaEvent).map(({ messageId, parsed }) => [messageId, parsed.kind])).toEqual([
    ["1", "event"],
    ["2", "invalid"],
    ["3", "other-source"],
  ]);
});

test("only failed messages are returned, and each failure is reported", async () => {
  const told: unknown[] = [];
  const answer = await handleEach(
    eventsInSqs(lambdaEvent),
    async ({ parsed }) => {
      if (parsed.kind === "invalid") throw new Error(parsed.problem);
    },
    (error, { messageId }) => told.push([messageId, String(error)]),
  );
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(told).toEqual([["2", expect.stringContaining("the body is not JSON")]]);
});

test("an input that does not come from a queue is an error", () => {
  expect(() => eventsInSqs({ detail: {} })).toThrow("Records");
});
