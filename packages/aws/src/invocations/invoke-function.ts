import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";

const failureSchema = z.object({ errorMessage: z.string() });

/** Thrown if an invoked function failed. The message contains its answer. */
export class FunctionFailedError extends Error {
  override readonly name = "FunctionFailedError";
  /** The message of the function's own error. */
  readonly problem: string;

  constructor(functionName: string, answer: unknown) {
    super(`the function ${functionName} failed: ${JSON.stringify(answer)}`);
    this.problem = failureSchema.safeParse(answer).data?.errorMessage ?? JSON.stringify(answer);
  }
}

/**
 * Invokes a function and returns its answer.
 *
 * @param client made with WHOLE_INVOCATIONS
 * @throws FunctionFailedError
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function invokeFunction(
  client: LambdaClient,
  functionName: string,
  event: unknown,
): Promise<unknown> {
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
  );
  const answer = jsonTextSchema.parse(Payload?.transformToString() ?? "null");
  if (FunctionError !== undefined) throw new FunctionFailedError(functionName, answer);
  return answer;
}
