import { randomBytes, randomUUID } from "node:crypto";
import type { Context } from "aws-lambda";
import { ACCOUNT_ID, REGION } from "../account.ts";

/** A function's handler, as Lambda calls it. The event is JSON that nobody else holds. */
export type LambdaHandler = (event: unknown, context: Context) => unknown;

export interface FunctionOptions {
  readonly name: string;
  readonly handler: LambdaHandler;
  /** Lambda's maximum, 15 minutes, unless given. */
  readonly timeoutMs?: number;
  readonly memoryLimitInMB?: number;
}

/** What Lambda says of an error: the payload of a failed invocation. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type InvocationOutcome =
  | { readonly kind: "succeeded"; readonly payload: unknown }
  | { readonly kind: "failed"; readonly error: FunctionError };

export interface LocalFunction {
  readonly name: string;
  readonly arn: string;
  /** Calls the handler once and says what came of it. Never throws. `requestId` is the context's `awsRequestId`. */
  invoke(event: unknown, requestId?: string): Promise<InvocationOutcome>;
}

const MAX_TIMEOUT_MS = 900_000;

/**
 * A function of the laptop's Lambda. Event and response pass through JSON, as on AWS. An invocation that takes longer
 * than the timeout has failed; but JavaScript cannot be stopped from outside, so, other than on AWS, its handler may
 * still be at work when the next attempt begins.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function localFunction({
  name,
  handler,
  timeoutMs = MAX_TIMEOUT_MS,
  memoryLimitInMB = 1024,
}: FunctionOptions): LocalFunction {
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
  const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${randomBytes(16).toString("hex")}`;

  return {
    name,
    arn,
    async invoke(event, requestId = randomUUID()) {
      const deadlineAt = Date.now() + timeoutMs;
      const context: Context = {
        callbackWaitsForEmptyEventLoop: true,
        functionName: name,
        functionVersion: "$LATEST",
        invokedFunctionArn: arn,
        memoryLimitInMB: String(memoryLimitInMB),
        awsRequestId: requestId,
        logGroupName: `/aws/lambda/${name}`,
        logStreamName,
        getRemainingTimeInMillis: () => Math.max(0, deadlineAt - Date.now()),
        done: notSupported,
        fail: notSupported,
        succeed: notSupported,
      };
      const timeout = timeoutAfter(timeoutMs, requestId);
      try {
        const called = (async () => handler(throughJson(event), context))();
        return await Promise.race([
          called.then((response) => ({ kind: "succeeded" as const, payload: throughJson(response) })),
          timeout.outcome,
        ]);
      } catch (thrown) {
        return { kind: "failed", error: functionError(thrown) };
      } finally {
        timeout.clear();
      }
    },
  };
}

function timeoutAfter(timeoutMs: number, requestId: string) {
  let timer: NodeJS.Timeout | undefined;
  const outcome = new Promise<InvocationOutcome>((resolve) => {
    timer = setTimeout(() => {
      const seconds = (timeoutMs / 1000).toFixed(2);
      resolve({
        kind: "failed",
        error: {
          errorType: "Sandbox.Timedout",
          errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
        },
      });
    }, timeoutMs);
  });
  return { outcome, clear: () => clearTimeout(timer) };
}

const functionError = (thrown: unknown): FunctionError =>
  thrown instanceof Error
    ? {
        errorType: "errorType" in thrown ? String(thrown.errorType) : thrown.name,
        errorMessage: thrown.message,
        trace: (thrown.stack ?? "").split("\n"),
      }
    : { errorType: typeof thrown, errorMessage: String(thrown) };

const throughJson = (value: unknown): unknown =>
  value === undefined ? null : JSON.parse(JSON.stringify(value));

function notSupported(): never {
  throw new Error(
    "a handler gives its result by its promise: context.done, fail and succeed are gone since Node.js 24",
  );
}
