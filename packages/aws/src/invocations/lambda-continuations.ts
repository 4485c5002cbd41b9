import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { Continuations } from "@paperledger/core/runs/continuation";
import { continuationEvent } from "./continuation-event.ts";
import { handToFunction } from "./invoke-function.ts";

/**
 * Goes on in another asynchronous invocation of the same function, which needs `lambda:InvokeFunction` on itself, and
 * its recursive loop detection set to allow: Lambda stops a function that invokes itself some 16 times in a row.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const lambdaContinuations = (client: LambdaClient): Continuations => ({
  handOn: (functionName, continuation) =>
    handToFunction(client, functionName, continuationEvent(continuation)),
});
