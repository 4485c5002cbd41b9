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

test("event and response pass through JSON: nothing is shared, and values that JSON does not have are lost", async () => {
  const event = { at: new Date(0), list: [1] };
  const outcome = await invoke((given) => {
    expect(given).toEqual({ at: "1970-01-01T00:00:00.000Z", list: [1] });
    expect(given).not.toBe(event);
    return { gone: undefined, kept: null };
  }, event);
  expect(outcome).toEqual({ kind: "succeeded", payload: { kept: null } });
});

test("the remaining time goes below zero for a handler that works on after its deadline", async () => {
  let remainingMs: number | undefined;
  await invoke(
    async (_event, context) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      remainingMs = context.getRemainingTimeInMillis();
    },
    {},
    10,
  );
  await expect.poll(() => remainingMs).toBeLessThan(0);
});

test("a handler with a third parameter is refused at the start, because current runtimes do not pass a callback", () => {
  const handler = (_event: unknown, _context: unknown, callback?: () => void) => callback?.();
  Object.defineProperty(handler, "length", { value: 3 });
  expect(() => localFunction({ name: "f", handler })).toThrow(
    expect.objectContaining({ name: "Runtime.CallbackHandlerDeprecated" }),
  );
});

test("a handler that returns nothing succeeds with null", async () => {
  expect(await invoke(() => undefined)).toEqual({ kind: "succeeded", payload: null });
});

describe("an invocation fails", () => {
  test.each<[string, LambdaHandler]>([
    ["if the handler throws", () => raise(new RangeError("too far"))],
    ["if its promise rejects", async () => raise(new RangeError("too far"))],
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

  test("with Lambda's message if the time is over", async () => {
    expect(await invoke(() => new Promise(() => {}), {}, 20)).toEqual({
      kind: "failed",
      error: {
        errorType: "Sandbox.Timedout",
        errorMessage: "RequestId: request-1 Error: Task timed out after 0.02 seconds",
      },
    });
  });

  test.each<[string, () => unknown]>([
    ["a BigInt", () => ({ count: 1n })],
    ["itself", circular],
    ["a function", () => () => 1],
  ])(
    "with the message of Lambda's runtime if the response is or contains %s, which JSON does not have",
    async (_what, handler) => {
      expect(await invoke(handler)).toMatchObject({
        kind: "failed",
        error: {
          errorType: "Runtime.JSONStringifyError",
          errorMessage: "Unable to stringify response body",
          trace: expect.any(Array),
        },
      });
    },
  );

  test("with the JavaScript type of the thrown value, if that is not an Error", async () => {
    expect(await invoke(() => Promise.reject("just text"))).toEqual({
      kind: "failed",
      error: { errorType: "string", errorMessage: "just text", trace: [] },
    });
  });

  test("with the `errorType` of the error, if it has one", async () => {
    const error = Object.assign(new Error("no"), { errorType: "Runtime.ExitError" });
    expect(await invoke(() => raise(error))).toMatchObject({ error: { errorType: "Runtime.ExitError" } });
  });
});

function circular(): unknown {
  const self: Record<string, unknown> = {};
  self.self = self;
  return self;
}

function raise(error: Error): never {
  throw error;
}
