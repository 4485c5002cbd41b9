import { readdirSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Target } from "../delivery/target.ts";
import { type AsynchronousInvocationOptions, asynchronousInvocations } from "./asynchronous-invocation.ts";
import { type LambdaHandler, localFunction } from "./local-function.ts";

type Options = Partial<AsynchronousInvocationOptions> & { readonly timeoutMs?: number };

function invocationsOf(handler: LambdaHandler, { timeoutMs = 5_000, ...options }: Options = {}) {
  const problems: Error[] = [];
  const invocations = asynchronousInvocations({
    function: localFunction({ name: "f", handler, timeoutMs }),
    retryDelaysMs: [1, 2],
    onProblem: (problem) => void problems.push(problem),
    ...options,
  });
  onTestFinished(() => invocations.stop());
  return { ...invocations, problems };
}

function collector(): Target & { readonly records: unknown[] } {
  const records: unknown[] = [];
  return { arn: "arn:collector", records, deliver: async (record) => void records.push(record) };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("accepted events are handled in the order of acceptance, after the caller has its request id", async () => {
  const handled: unknown[] = [];
  const { invoke, idle } = invocationsOf((event) => handled.push(event), { reservedConcurrency: 1 });
  const ids = [invoke("a"), invoke("b"), invoke("c")];
  expect(handled).toEqual([]);
  await idle();
  expect(handled).toEqual(["a", "b", "c"]);
  expect(new Set(ids).size).toBe(3);
});

test("invocations at once reach the reserved concurrency, and never exceed it", async () => {
  let running = 0;
  let most = 0;
  const { invoke, idle } = invocationsOf(
    async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
    },
    { reservedConcurrency: 3 },
  );
  for (let n = 0; n < 10; n++) invoke(n);
  await idle();
  expect(most).toBe(3);
});

test("a failing event is tried up to three times, always with the same request id", async () => {
  const requestIds: string[] = [];
  const { invoke, idle, problems } = invocationsOf((_event, context) => {
    requestIds.push(context.awsRequestId);
    if (requestIds.length < 3) throw new Error("not yet");
  });
  const id = invoke({});
  await idle();
  expect(requestIds).toEqual([id, id, id]);
  expect(problems.map(({ message }) => message)).toEqual([
    `f failed (attempt 1, request ${id}): Error: not yet`,
    `f failed (attempt 2, request ${id}): Error: not yet`,
  ]);
});

test("a failing event does not delay the others, and does not use up concurrency while it waits", async () => {
  const handled: unknown[] = [];
  const { invoke } = invocationsOf(
    (event) => {
      handled.push(event);
      if (event === "bad") throw new Error("bad");
    },
    { reservedConcurrency: 1, retryDelaysMs: [3_600_000] },
  );
  invoke("bad");
  invoke("good");
  await expect.poll(() => handled).toEqual(["bad", "good"]);
});

describe("the on-failure destination", () => {
  test("gets Lambda's record of an event that failed three times", async () => {
    const onFailure = collector();
    const { invoke, idle } = invocationsOf(() => raise(new TypeError("no")), { onFailure });
    const requestId = invoke({ order: 1 });
    await idle();
    expect(onFailure.records).toEqual([
      {
        version: "1.0",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        requestContext: {
          requestId,
          functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST",
          condition: "RetriesExhausted",
          approximateInvokeCount: 3,
        },
        requestPayload: { order: 1 },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        responsePayload: { errorType: "TypeError", errorMessage: "no", trace: expect.any(Array) },
      },
    ]);
  });

  test("gets a timed-out event with Lambda's message", async () => {
    const onFailure = collector();
    const { invoke, idle } = invocationsOf(() => new Promise(() => {}), {
      onFailure,
      timeoutMs: 10,
      retryDelaysMs: [],
    });
    invoke({});
    await idle();
    expect(onFailure.records).toMatchObject([
      {
        requestContext: { approximateInvokeCount: 1 },
        responsePayload: { errorMessage: expect.stringContaining("Task timed out after 0.01 seconds") },
      },
    ]);
  });

  test("gets an event that is too old for its next attempt", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const onFailure = collector();
    const failAnHourLater = () => {
      vi.setSystemTime(Date.now() + 3_600_000);
      throw new Error("no");
    };
    const { invoke, idle } = invocationsOf(failAnHourLater, { onFailure, maximumEventAgeMs: 3_599_999 });
    invoke({});
    await idle();
    expect(onFailure.records).toMatchObject([
      {
        requestContext: { condition: "EventAgeExceeded", approximateInvokeCount: 1 },
        responsePayload: { errorMessage: "no" },
      },
    ]);
  });

  test("that fails is reported, and the event is tried again and leaves the queue only after it is stored", async () => {
    const folder = await temporaryFolder();
    const stored = collector();
    let failures = 0;
    const { invoke, idle, problems } = invocationsOf(() => raise(new Error("no")), {
      folder,
      retryDelaysMs: [],
      onFailure: {
        ...stored,
        async deliver(record) {
          expect(await readdir(folder)).toHaveLength(1);
          if (failures++ < 2) throw new Error("queue is gone");
          await stored.deliver(record);
        },
      },
    });
    invoke({ order: 1 });
    await idle();
    expect(problems.map(({ cause }) => cause)).toContainEqual(new Error("queue is gone"));
    expect(stored.records).toMatchObject([{ requestPayload: { order: 1 } }]);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("with a folder", () => {
  test("an event is kept from acceptance until it is handled", async () => {
    const folder = await temporaryFolder();
    const kept: number[] = [];
    const { invoke, idle } = invocationsOf(async () => void kept.push((await readdir(folder)).length), {
      folder,
    });
    invoke({});
    // Without a wait, because the event may be handled meanwhile.
    expect(readdirSync(folder)).toHaveLength(1);
    await idle();
    expect(kept).toEqual([1]);
    expect(await readdir(folder)).toEqual([]);
  });

  test("an event that was waiting for a retry is delivered by the next start, which continues to count its attempts", async () => {
    const folder = await temporaryFolder();
    const before = invocationsOf(() => raise(new Error("no")), { folder, retryDelaysMs: [3_600_000, 1] });
    const id = before.invoke({ order: 1 });
    await expect.poll(() => before.problems).toHaveLength(1);
    await before.stop();

    const onFailure = collector();
    const after = invocationsOf(() => raise(new Error("no")), { folder, onFailure });
    await after.idle();
    expect(onFailure.records).toMatchObject([
      { requestContext: { requestId: id, approximateInvokeCount: 3 }, requestPayload: { order: 1 } },
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  test("a broken file is reported, stays in the folder, and delays nothing", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "1-broken.json"), "{");
    const handled: unknown[] = [];
    const { invoke, idle, problems } = invocationsOf((event) => handled.push(event), { folder });
    invoke("a");
    await idle();
    expect(handled).toEqual(["a"]);
    expect(problems).toMatchObject([{ message: expect.stringContaining("1-broken.json is broken") }]);
    expect(await readdir(folder)).toEqual(["1-broken.json"]);
  });
});

test("stopping waits for invocations in progress, begins no others, and accepts no more events", async () => {
  const handled: unknown[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { invoke, stop } = invocationsOf(
    async (event) => {
      await held;
      handled.push(event);
    },
    { reservedConcurrency: 1 },
  );
  invoke("running");
  invoke("queued");
  await new Promise((resolve) => setImmediate(resolve));
  const stopped = stop().then(() => handled.push("stopped"));
  release();
  await stopped;
  expect(handled).toEqual(["running", "stopped"]);
  expect(() => invoke("late")).toThrow(/stopped/);
});

function raise(error: Error): never {
  throw error;
}
