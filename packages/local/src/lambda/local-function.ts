import { randomBytes, randomUUID } from "node:crypto";
import { ACCOUNT_ID, REGION } from "@paperledger/embedded/account";
import type { Context } from "aws-lambda";
import {
  errorPayload,
  type FunctionErrorPayload,
  refuseCallbackHandler,
  resultText,
} from "./runtime-client.ts";

/** A function's handler, as Lambda calls it. The event is a copy of its own, in JSON. */
export type LambdaHandler = (event: unknown, context: Context) => unknown;

export interface FunctionOptions {
  readonly name: string;
  readonly handler: LambdaHandler;
  /** The default is Lambda's maximum, 15 minutes. */
  readonly timeoutMs?: number;
  readonly memoryLimitInMB?: number;
}

type InvocationOutcome =
  | { readonly kind: "succeeded"; readonly payload: unknown }
  | { readonly kind: "failed"; readonly error: FunctionErrorPayload };

export interface LocalFunction {
  readonly name: string;
  readonly arn: string;
  /** Calls the handler once and returns the outcome. Never throws. `requestId` is the context's `awsRequestId`. */
  invoke(event: unknown, requestId?: string): Promise<InvocationOutcome>;
}

/** The longest that Lambda lets an invocation take: 15 minutes. */
export const LAMBDA_MAXIMUM_TIMEOUT_MS = 900_000;

/**
 * Returns a function of the laptop's Lambda. Event and response pass through JSON, as on AWS. An invocation that takes longer than
 * the timeout fails. JavaScript cannot be stopped from outside. So unlike on AWS, the handler may still be running when the next
 * attempt begins. It then sees a negative remaining time.
 *
 * @throws CallbackHandlerError if the handler takes a callback
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function localFunction({
  name,
  handler,
  timeoutMs = LAMBDA_MAXIMUM_TIMEOUT_MS,
  memoryLimitInMB = 1024,
}: FunctionOptions): LocalFunction {
  refuseCallbackHandler(handler);
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
        getRemainingTimeInMillis: () => deadlineAt - Date.now(),
        done: notSupported,
        fail: notSupported,
        succeed: notSupported,
      };
      const timeout = timeoutAfter(timeoutMs, requestId);
      try {
        const called = (async () => handler(throughJson(event), context))();
        return await Promise.race([
          called.then((response) => ({
            kind: "succeeded" as const,
            payload: JSON.parse(resultText(response)),
          })),
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

/** Returns the payload for an error. An error from a function's process keeps the type that it had there. */
function functionError(thrown: unknown): FunctionErrorPayload {
  const payload = errorPayload(thrown);
  return thrown instanceof Error && "errorType" in thrown
    ? { ...payload, errorType: String(thrown.errorType) }
    : payload;
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

function notSupported(): never {
  throw new Error(
    "return the result as a promise: since Node.js 24, Lambda has no context.done, context.fail and context.succeed",
  );
}
