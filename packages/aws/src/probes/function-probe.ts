import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Probe } from "./probe.ts";

/**
 * Asks Lambda with a dry run whether the caller may invoke a function. The function is not invoked.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const functionProbe = (
  client: LambdaClient,
  { setting, functionName }: { readonly setting: string; readonly functionName: string },
): Probe => ({
  setting,
  resource: `function ${functionName}`,
  actions: ["lambda:InvokeFunction"],
  region: () => client.config.region(),
  send: (options) =>
    client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: "DryRun" }), options),
});
