import type { Context } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { type LambdaHandler, localFunction } from "./local-function.ts";

const invoke = (handler: LambdaHandler, event: unknown = {}, timeoutMs = 5_000) =>
  localFunction({ name: "f", handler, timeoutMs, memoryLimitInMB: 512 }).invoke(event, "request-1");

test("the handler gets the event and Lambda's context", async () => {
  const contexts: Context[] = [];
  const outcome = await invoke(
    (event, context) => {
      contexts.push(context);
      return { got: event };
    },
    { a: 1 },
  );
  expect(outcome).toEqual({ kind: "succeeded", payload: { got: { a: 1 } } });
  expect(contexts[0]).toMatchObject({
    awsRequestId: "request-1",
    functionName: "f",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
    memoryLimitInMB: "512",
  });
  const remaining = contexts[0]?.getRemainingTimeInMillis() ?? 0;
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(5_000);
});

test("event and response pass through JSON: nothing is shared, and what JSON lacks is lost", async () => {
  const event = { at: new Date(0), list: [1] };
  const outcome = await invoke((given) => {
    expect(given).toEqual({ at: "1970-01-01T00:00:00.000Z", list: [1] });
    expect(given).not.toBe(event);
    return { gone: undefined, kept: null };
  }, event);
  expect(outcome).toEqual({ kind: "succeeded", payload: { kept: null } });
});

test("a handler that returns nothing succeeds with null", async () => {
  expect(await invoke(() => undefined)).toEqual({ kind: "succeeded", payload: null });
});

describe("an invocation fails", () => {
  test.each<[string, LambdaHandler]>([
    ["where the handler throws", () => raise(new RangeError("too far"))],
    ["where its promise rejects", async () => raise(new RangeError("too far"))],
  ])("%s, with the error's type, message and trace", async (_name, handler) => {
    expect(await invoke(handler)).toEqual({
      kind: "failed",
      error: {
        errorType: "RangeError",
        errorMessage: "too far",
        trace: expect.arrayContaining([expect.stringContaining("RangeError: too far")]),
      },
    });
  });

  test("where its time is over, as Lambda says it", async () => {
    expect(await invoke(() => new Promise(() => {}), {}, 20)).toEqual({
      kind: "failed",
      error: {
        errorType: "Sandbox.Timedout",
        errorMessage: "RequestId: request-1 Error: Task timed out after 0.02 seconds",
      },
    });
  });

  test("where the response is no JSON", async () => {
    expect(await invoke(() => ({ count: 1n }))).toMatchObject({
      kind: "failed",
      error: { errorType: "TypeError" },
    });
  });

  test("with the type that an error from elsewhere carries", async () => {
    const error = Object.assign(new Error("no"), { errorType: "Runtime.ExitError" });
    expect(await invoke(() => raise(error))).toMatchObject({ error: { errorType: "Runtime.ExitError" } });
  });
});

function raise(error: Error): never {
  throw error;
}
