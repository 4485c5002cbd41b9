import {
  CreateArchiveCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { eventBridgeClient } from "@paperledger/aws/clients/event-bridge-client";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import { createQueue, receiveMessages } from "@paperledger/aws/queues/queue";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Target } from "../delivery/target.ts";
import { queueTarget } from "../queues/queue-target.ts";
import { type EventBus, startEventBus } from "./event-bus.ts";

const problems: Error[] = [];
let bus: EventBus;
let client: ReturnType<typeof eventBridgeClient>;

beforeEach(async () => {
  problems.length = 0;
  bus = await startEventBus({
    busNames: ["papers"],
    remembered: 5,
    onProblem: (problem) => void problems.push(problem),
  });
  client = eventBridgeClient(emulatedAt(bus.endpoint));
});
afterEach(async () => {
  client.destroy();
  await bus.stop();
});

const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

const batchDone: PutEventsRequestEntry = {
  Source: "paperledger",
  DetailType: "paper-batch.batch-done",
  Detail: JSON.stringify({ metadata: { seq: 1 } }),
  EventBusName: "papers",
};

function collector(deliver: () => Promise<void> = async () => {}): Target & { readonly events: unknown[] } {
  const events: unknown[] = [];
  return {
    arn: "arn:aws:lambda:us-east-1:000000000000:function:collector",
    events,
    async deliver(event) {
      events.push(event);
      await deliver();
    },
  };
}

describe("PutEvents from the SDK", () => {
  test("gives each entry an event id, and each failed one a code, in the order of the request", async () => {
    const answer = await put(batchDone, { ...batchDone, Detail: "{" }, { ...batchDone, Source: undefined });
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries).toEqual([
      { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
      {
        ErrorCode: "InvalidArgument",
        ErrorMessage: expect.stringContaining("Source is a required argument"),
      },
    ]);
    expect(bus.events().map(({ id }) => id)).toEqual([answer.Entries?.[0]?.EventId]);
  });

  test("takes a time, which the SDK sends as a number", async () => {
    await put({ ...batchDone, Time: new Date("2026-01-02T03:04:05Z"), Resources: ["arn:x"] });
    expect(bus.events()).toMatchObject([{ time: "2026-01-02T03:04:05Z", resources: ["arn:x"] }]);
  });

  test("is refused as a whole if it exceeds a limit, and is not retried", async () => {
    const error = await put(...Array<PutEventsRequestEntry>(11).fill(batchDone)).catch((thrown) => thrown);
    expect(error).toMatchObject({
      name: "ValidationException",
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
    expect(bus.events()).toEqual([]);
  });

  test("succeeds for a bus that does not exist: the event is lost, as on AWS, and reported as a problem", async () => {
    const answer = await put({ ...batchDone, EventBusName: "no-such-bus" });
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(bus.events()).toEqual([]);
    expect(problems).toMatchObject([{ message: expect.stringContaining("no event bus no-such-bus") }]);
  });

  test("any other operation is an error that says so", async () => {
    await expect(
      client.send(
        new CreateArchiveCommand({
          ArchiveName: "a",
          EventSourceArn: "arn:aws:events:us-east-1:000000000000:event-bus/default",
        }),
      ),
    ).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringContaining("has AWSEvents.PutEvents and operations on rules"),
    });
  });

  test("a body that is not JSON is an error", async () => {
    const answer = await fetch(bus.endpoint, {
      method: "POST",
      headers: { "x-amz-target": "AWSEvents.PutEvents" },
      body: "{",
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: "SerializationException" });
  });

  test("the bus remembers only its latest events", async () => {
    for (let n = 0; n < 7; n++) await put({ ...batchDone, Detail: JSON.stringify({ n }) });
    expect(bus.events().map(({ detail }) => detail)).toEqual([2, 3, 4, 5, 6].map((n) => ({ n })));
  });
});

describe("a rule", () => {
  test("delivers the events of its bus that match its pattern, in EventBridge's envelope", async () => {
    const target = collector();
    bus.addRule({
      name: "vectors",
      busName: "papers",
      pattern: { source: ["paperledger"], "detail-type": ["paper-batch.batch-done"] },
      target,
    });
    const { Entries } = await put(
      batchDone,
      { ...batchDone, DetailType: "paper-batch.started" },
      { ...batchDone, EventBusName: "default" },
    );
    await bus.idle();
    expect(target.events).toEqual([
      {
        version: "0",
        id: Entries?.[0]?.EventId,
        "detail-type": "paper-batch.batch-done",
        source: "paperledger",
        account: "000000000000",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: "us-east-1",
        resources: [],
        detail: { metadata: { seq: 1 } },
      },
    ]);
  });

  test("tries again if its target does not take an event, and no other rule delivers that event again", async () => {
    let failures = 2;
    const flaky = collector(async () => {
      if (failures-- > 0) throw new Error("busy");
    });
    const steady = collector();
    const pattern = { source: ["paperledger"] };
    bus.addRule({ name: "flaky", busName: "papers", pattern, target: flaky, retryDelayMs: () => 1 });
    bus.addRule({ name: "steady", busName: "papers", pattern, target: steady });
    await put(batchDone);
    await bus.idle();
    expect(flaky.events).toHaveLength(3);
    expect(new Set(flaky.events.map((event) => JSON.stringify(event))).size).toBe(1);
    expect(steady.events).toHaveLength(1);
  });

  test("with an invalid pattern is refused when it is added", () => {
    expect(() => bus.addRule({ name: "bad", pattern: { source: "x" }, target: collector() })).toThrow(
      /source/,
    );
  });
});

describe("queues", () => {
  test("a target queue gets the event as its message, and a dead-letter queue gets the event that was given up", async () => {
    const embedded = await startEmbeddedS3AndSqs();
    const sqs = sqsClient(emulatedAt(embedded.endpoint));
    onTestFinished(async () => {
      sqs.destroy();
      await embedded.stop();
    });
    const [queue, deadLetters] = [await createQueue(sqs, "events"), await createQueue(sqs, "dead-letters")];
    bus.addRule({
      name: "to-queue",
      busName: "papers",
      pattern: { source: ["paperledger"] },
      target: queueTarget(sqs, queue),
    });
    bus.addRule({
      name: "gives-up",
      busName: "papers",
      pattern: { source: ["paperledger"] },
      target: collector(() => Promise.reject(new TypeError("gone"))),
      maximumRetryAttempts: 2,
      retryDelayMs: () => 1,
      deadLetter: queueTarget(sqs, deadLetters),
    });
    await put(batchDone);
    await bus.idle();

    const [message] = await receiveMessages(sqs, queue, 10);
    expect(JSON.parse(message?.body ?? "")).toEqual(bus.events()[0]);
    const [dead] = await receiveMessages(sqs, deadLetters, 10);
    expect(JSON.parse(dead?.body ?? "")).toEqual(bus.events()[0]);
    const attributes = Object.entries(dead?.messageAttributes ?? {});
    expect(Object.fromEntries(attributes.map(([name, { stringValue }]) => [name, stringValue]))).toEqual({
      RULE_ARN: "arn:aws:events:us-east-1:000000000000:rule/papers/gives-up",
      TARGET_ARN: "arn:aws:lambda:us-east-1:000000000000:function:collector",
      ERROR_CODE: "TypeError",
      ERROR_MESSAGE: "gone",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      RETRY_ATTEMPTS: "2",
    });
  });
});
