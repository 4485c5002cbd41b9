import { setImmediate } from "node:timers/promises";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { continuationEvent } from "@paperledger/aws/invocations/continuation-event";
import { FORMATS } from "@paperledger/core/formats/formats";
import type { Continuations } from "@paperledger/core/runs/continuation";
import type { Processing } from "@paperledger/core/runs/processing";
import { DeadlinePassedError, NO_DEADLINE } from "@paperledger/core/runs/processing";
import type { RunResult } from "@paperledger/core/runs/run-result";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entries, gzippedFeed } from "../batch-files.fixture.ts";
import {
  type EmbeddedAws,
  eventsOf,
  LIMITS,
  lambdaContext,
  notesOn,
  processorOn,
  silence,
  startEmbeddedAws,
  upload,
} from "../embedded-aws.fixture.ts";
import { createProcessor } from "./processor.ts";
import { sqsMessages } from "./s3-events.fixture.ts";

let aws: EmbeddedAws;

beforeAll(async () => {
  aws = await startEmbeddedAws();
});

afterAll(() => aws.stop());

/** A deadline that passes when this many batches are done. */
function noTimeLeftAfter(batches: number) {
  const beginNoMore = new AbortController();
  let left = batches;
  const passIfOver = () => {
    if (left === 0) beginNoMore.abort(new DeadlinePassedError("the time for batches is over"));
  };
  passIfOver();
  return {
    ...NO_DEADLINE,
    beginNoMore: beginNoMore.signal,
    batchDone() {
      left -= 1;
      passIfOver();
    },
    [Symbol.dispose]: () => {},
  };
}

/** Processes an event. Each invocation has time for this many batches. Returns the answers of the invocations. */
async function processInTurns(
  event: unknown,
  batchesEach: number,
  {
    now = () => new Date(),
    limits = LIMITS,
    onHandOn = () => {},
  }: Partial<Pick<Processing, "now" | "limits">> & { readonly onHandOn?: () => void } = {},
): Promise<RunResult[]> {
  const handedOn: unknown[] = [event];
  const answers: RunResult[] = [];
  const { eventLog } = aws.ledger;
  let deadline = noTimeLeftAfter(batchesEach);
  const handler = createProcessor({
    processing: {
      ...aws.ledger,
      eventLog: {
        ...eventLog,
        async append(event) {
          const stored = await eventLog.append(event);
          if (event.type === "batch-done") deadline.batchDone();
          return stored;
        },
      },
      batchFiles: s3BatchFileStore({ client: aws.s3 }),
      formats: FORMATS,
      limits: { ...limits, batchesInFlight: 1 },
      now,
    },
    continuations: {
      async handOn(continuation) {
        handedOn.push(continuationEvent(continuation));
        onHandOn();
      },
    },
    ...notesOn(aws),
    deadlineOf: () => deadline,
    ...silence(),
  });
  for (let next = handedOn.shift(); next; next = handedOn.shift()) {
    deadline = noTimeLeftAfter(batchesEach);
    const throughJson = JSON.parse(JSON.stringify(next));
    const response = await handler(throughJson, lambdaContext());
    if ("results" in response) throw new Error("one result expected");
    answers.push(response);
  }
  return answers;
}

test("a run continues in as many invocations as it needs, writes no batch twice, and ends as if it were one invocation", async () => {
  const answers = await processInTurns(await upload(aws, gzippedFeed(entries(160))), 2);
  expect(answers.length).toBeGreaterThan(2);
  expect(answers.map(({ status }) => status)).toEqual([
    ...Array(answers.length - 1).fill("running"),
    "completed",
  ]);
  expect(answers.slice(0, -1).every(({ processed_count }) => processed_count % 25 === 0)).toBe(true);
  const whole = await processorOn(aws)(await upload(aws, gzippedFeed(entries(160, {}, 1_000))));
  if ("results" in whole) throw new Error("one result expected");
  const seen = async (traceId: string) =>
    (await eventsOf(aws, traceId)).map(({ type, metadata, data }) => {
      const counts = type === "batch-done" || type === "completed" ? data.processed : null;
      const position = type === "batch-done" ? data.position : null;
      return { type, seq: metadata.seq, counts, position };
    });
  expect(await seen(answers[0]?.trace_id ?? "")).toEqual(await seen(whole.trace_id));
  expect(answers.at(-1)).toMatchObject({ upsert_count: 160, duplicate_count: 0 });
});

test("the time that a run waits for its next invocation does not count", async () => {
  const dayMs = 86_400_000;
  let nowMs = Date.now();
  const answers = await processInTurns(await upload(aws, gzippedFeed(entries(100, {}, 8_000))), 1, {
    now: () => new Date(nowMs),
    limits: { ...LIMITS, maxFileMs: dayMs - 1 },
    onHandOn: () => {
      nowMs += dayMs;
    },
  });
  expect(answers.length).toBeGreaterThan(2);
  expect(answers.at(-1)).toMatchObject({ status: "completed", upsert_count: 100 });
});

test("the time of a file is the work of all its invocations", async () => {
  const minuteMs = 60_000;
  let nowMs = Date.now();
  const answers = await processInTurns(await upload(aws, gzippedFeed(entries(200, {}, 4_000))), 1, {
    now: () => {
      nowMs += minuteMs;
      return new Date(nowMs);
    },
    limits: { ...LIMITS, maxFileMs: 25 * minuteMs },
  });
  expect(answers.length).toBeGreaterThan(2);
  expect(answers.map(({ status }) => status)).toEqual([
    ...Array(answers.length - 1).fill("running"),
    "failed",
  ]);
  expect(answers.at(-1)).toMatchObject({ failure: { reason: "too-long" } });
});

describe("a run that should continue in another invocation", () => {
  /** Returns a processor that has no time for a batch and always sends a continuation. */
  const handingOn = (handOn: Continuations["handOn"]) => {
    const handler = createProcessor({
      processing: {
        ...aws.ledger,
        batchFiles: s3BatchFileStore({ client: aws.s3 }),
        formats: FORMATS,
        limits: LIMITS,
        now: () => new Date(),
      },
      continuations: { handOn },
      ...notesOn(aws),
      deadlineOf: () => noTimeLeftAfter(0),
      ...silence(),
    });
    return (event: unknown) => handler(event, lambdaContext());
  };

  test("is interrupted if the queue refuses the continuation, so that its event is delivered again", async () => {
    const event = await upload(aws, gzippedFeed(entries(30, {}, 5_000)));
    const refused = handingOn(async () => {
      await setImmediate();
      throw new Error("TooManyRequestsException");
    });
    await expect(refused(event)).rejects.toMatchObject({
      name: "RunsInterruptedError",
      errors: [expect.objectContaining({ message: "TooManyRequestsException" })],
    });
    expect(await processorOn(aws)(event)).toMatchObject({ status: "completed", upsert_count: 30 });
  });

  test("is answered only after the queue has accepted the continuation", async () => {
    const steps: string[] = [];
    const answer = handingOn(async () => {
      await setImmediate();
      steps.push("taken over");
    })(await upload(aws, gzippedFeed(entries(30, {}, 5_100))));
    expect(await answer.finally(() => steps.push("answered"))).toMatchObject({ status: "running" });
    expect(steps).toEqual(["taken over", "answered"]);
  });
});

describe("a message whose run was handed on", () => {
  const MESSAGE = { traceId: parseTraceId("01HRJTHFZZA8X7YNZFJZ930ZA3"), messageId: "message-0" };

  /** Returns a processor that sends a continuation for each run at once, and the steps that it took. */
  function steppingProcessor(fails: readonly string[] = []) {
    const steps: string[] = [];
    const step = async (name: string) => {
      if (fails.includes(name)) throw new Error(`${name} fails`);
      steps.push(name);
    };
    const { handedOnMessages, attempts } = notesOn(aws);
    const handler = createProcessor({
      processing: {
        ...aws.ledger,
        eventLog: {
          ...aws.ledger.eventLog,
          eventsOf(traceId) {
            steps.push("read the log");
            return aws.ledger.eventLog.eventsOf(traceId);
          },
        },
        batchFiles: s3BatchFileStore({ client: aws.s3 }),
        formats: FORMATS,
        limits: LIMITS,
        now: () => new Date(),
      },
      claiming: notesOn(aws).claiming,
      continuations: { handOn: () => step("sent") },
      attempts,
      handedOnMessages: {
        async has(message) {
          const isHandedOn = await handedOnMessages.has(message);
          steps.push(isHandedOn ? "known as handed on" : "not known");
          return isHandedOn;
        },
        async keep(message) {
          await handedOnMessages.keep(message);
          steps.push("kept as handed on");
        },
      },
      deadlineOf: () => noTimeLeftAfter(0),
      ...silence(),
    });
    return { steps, deliver: (message: unknown) => handler(message, lambdaContext()) };
  }

  test("is noted after the continuation is sent, and ends after one read if it is delivered again", async () => {
    const message = sqsMessages(await upload(aws, gzippedFeed(entries(30, {}, 9_000))));
    const { steps, deliver } = steppingProcessor();
    expect(await deliver(message)).toMatchObject({ status: "running" });
    expect(steps.filter((step) => step !== "read the log")).toEqual([
      "not known",
      "sent",
      "kept as handed on",
    ]);

    steps.length = 0;
    expect(await deliver(message)).toEqual({ results: [] });
    expect(steps).toEqual(["known as handed on"]);
  });

  test("is not noted if the continuation could not be sent, because the message itself has to be delivered again", async () => {
    const message = sqsMessages(await upload(aws, gzippedFeed(entries(30, {}, 9_100))));
    const { deliver } = steppingProcessor(["sent"]);
    const toDeliverAgain = { batchItemFailures: [{ itemIdentifier: "message-0" }] };
    expect(await deliver(message)).toMatchObject(toDeliverAgain);
    const { steps, deliver: deliverAgain } = steppingProcessor();
    expect(await deliverAgain(message)).toMatchObject({ status: "running" });
    expect(steps[0]).toBe("not known");
  });

  test("is noted for its run only: another run with the same message id is processed", async () => {
    await notesOn(aws).handedOnMessages.keep(MESSAGE);
    const message = sqsMessages(await upload(aws, gzippedFeed(entries(5, {}, 9_200))));
    expect(await processorOn(aws)(message)).toMatchObject({ status: "completed", upsert_count: 5 });
  });
});

test("the beginning of a run is counted before its first paper is written, because the invocation may be killed", async () => {
  const observability = silence();
  const waiting: boolean[] = [];
  const { papers } = aws.ledger;
  const handler = createProcessor({
    processing: {
      ...aws.ledger,
      papers: {
        ...papers,
        upsert(versions) {
          waiting.push(observability.metrics.hasStoredMetrics());
          return papers.upsert(versions);
        },
      },
      batchFiles: s3BatchFileStore({ client: aws.s3 }),
      formats: FORMATS,
      limits: LIMITS,
      now: () => new Date(),
    },
    continuations: { handOn: async () => {} },
    ...notesOn(aws),
    deadlineOf: () => noTimeLeftAfter(Number.POSITIVE_INFINITY),
    ...observability,
  });
  await handler(await upload(aws, gzippedFeed(entries(5, {}, 3_000))), lambdaContext());
  expect(waiting).toEqual([false]);
});

test("a run without a batch in three invocations fails, and completes when it gets enough time", async () => {
  const event = await upload(aws, gzippedFeed(entries(30, {}, 2_000)));
  const answers = await processInTurns(event, 0);
  expect(answers.map(({ status, idle_invocations }) => [status, idle_invocations])).toEqual([
    ["running", 1],
    ["running", 2],
    ["failed", undefined],
  ]);
  expect(answers.at(-1)?.failure?.reason).toBe("no-progress");
  expect(await processorOn(aws)(event)).toMatchObject({ status: "completed", upsert_count: 30 });
});

describe("the attempts of a run", () => {
  const kindsOf = async (traceId: string) =>
    (await Array.fromAsync(aws.ledger.attempts.attemptsOf(parseTraceId(traceId)))).map(
      ({ end }) => end?.kind,
    );

  test("are noted: each attempt with a continuation and its place in the file, and the last attempt", async () => {
    const answers = await processInTurns(await upload(aws, gzippedFeed(entries(100, {}, 6_000))), 2);
    const traceId = answers[0]?.trace_id ?? "";
    const attempts = await Array.fromAsync(aws.ledger.attempts.attemptsOf(parseTraceId(traceId)));
    expect(attempts.map(({ end }) => end)).toEqual([
      ...answers
        .slice(0, -1)
        .map(({ record_number }) =>
          expect.objectContaining({ kind: "handed-on", idleInvocations: 0, recordNumber: record_number }),
        ),
      expect.objectContaining({ kind: "ended", status: "completed" }),
    ]);
  });

  test("are noted as interrupted, with the error, if the run has to be delivered again", async () => {
    const handler = createProcessor({
      processing: {
        ...aws.ledger,
        papers: { ...aws.ledger.papers, upsert: () => Promise.reject(new Error("the table is away")) },
        batchFiles: s3BatchFileStore({ client: aws.s3 }),
        formats: FORMATS,
        limits: LIMITS,
        now: () => new Date(),
      },
      continuations: { handOn: async () => {} },
      ...notesOn(aws),
      deadlineOf: () => noTimeLeftAfter(Number.POSITIVE_INFINITY),
      ...silence(),
    });
    const event = await upload(aws, gzippedFeed(entries(5, {}, 7_000)));
    await expect(handler(event, lambdaContext())).rejects.toThrow("were interrupted");
    const result = await processorOn(aws)(event);
    if ("results" in result) throw new Error("one result expected");
    expect(await kindsOf(result.trace_id)).toEqual(["interrupted", "ended"]);
  });
});
