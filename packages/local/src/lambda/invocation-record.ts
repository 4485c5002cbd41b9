import type { GiveUpReason } from "../delivery/delivery-queue.ts";
import type { Delivery } from "../delivery/pending-deliveries.ts";
import type { FunctionErrorPayload } from "./runtime-client.ts";

/** Thrown if a function failed to handle an event. `functionError` is the function's own error. */
export class InvocationFailedError extends Error {
  override readonly name = "InvocationFailedError";
  readonly functionName: string;
  readonly requestId: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  readonly functionError: FunctionErrorPayload;

  constructor(functionName: string, requestId: string, attempt: number, functionError: FunctionErrorPayload) {
    const { errorType, errorMessage } = functionError;
    super(`${functionName} failed (attempt ${attempt}, request ${requestId}): ${errorType}: ${errorMessage}`);
    this.functionName = functionName;
    this.requestId = requestId;
    this.attempt = attempt;
    this.functionError = functionError;
  }
}

/** The response context in every record of an invocation in which the function failed. */
export const FAILED_RESPONSE_CONTEXT = {
  statusCode: 200,
  executedVersion: "$LATEST",
  functionError: "Unhandled",
} as const;

interface FailedInvocation {
  readonly functionArn: string;
  readonly delivery: Delivery;
  readonly condition: GiveUpReason;
  readonly lastError: unknown;
}

/**
 * Returns the record that Lambda sends to the on-failure destination of asynchronous invocation. The response is left out if the
 * function was never invoked.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function invocationRecord({ functionArn, delivery, condition, lastError }: FailedInvocation) {
  return {
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: delivery.id,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: delivery.failures,
    },
    requestPayload: delivery.payload,
    ...(lastError instanceof InvocationFailedError && {
      responseContext: FAILED_RESPONSE_CONTEXT,
      responsePayload: lastError.functionError,
    }),
  };
}
