import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { jsonTextSchema } from "../clients/json-text.ts";

/** A function was invoked, and failed. The message is what it said. */
class FunctionFailedError extends Error {
  override readonly name = "FunctionFailedError";

  constructor(functionName: string, answer: unknown) {
    super(`the function ${functionName} failed: ${JSON.stringify(answer)}`);
  }
}

/**
 * Invokes a function and gives its answer.
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

/** Hands a function an event, which it is invoked with as often as it takes: resolves when Lambda has accepted it. */
export async function handToFunction(
  client: LambdaClient,
  functionName: string,
  event: unknown,
): Promise<void> {
  await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: "Event",
      Payload: JSON.stringify(event),
    }),
  );
}
