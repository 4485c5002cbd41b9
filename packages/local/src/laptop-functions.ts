import type { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import type { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import type { VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";
import { type FunctionProcesses, functionProcesses } from "./function-process/function-processes.ts";
import type { LambdaHandler } from "./lambda/local-function.ts";

/** The name of a function. Its folder in `packages/functions` has the same name. */
export type LaptopFunction = (typeof PROCESSOR | typeof PROJECTOR | typeof VECTORIZER)["name"];

export interface LaptopFunctionOptions {
  readonly name: LaptopFunction;
  /** A module to load in place of the handler's source. */
  readonly module?: URL | undefined;
  readonly preloaded?: readonly URL[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLogLine: (line: string) => void;
}

/** Returns the real handler of a function, which runs in processes of its own. */
export function laptopFunction({
  name,
  module,
  preloaded = [],
  environment,
  onLogLine,
}: LaptopFunctionOptions): {
  readonly handler: LambdaHandler;
  readonly processes: FunctionProcesses;
} {
  const processes = functionProcesses({
    module: module ?? new URL(import.meta.resolve(`@paperledger/functions/${name}/handler`)),
    preloaded,
    environment,
    onLogLine,
  });
  return {
    processes,
    handler: (event, context) =>
      processes.invoke(event, {
        functionName: context.functionName,
        awsRequestId: context.awsRequestId,
        invokedFunctionArn: context.invokedFunctionArn,
        memoryLimitInMB: String(context.memoryLimitInMB),
        deadlineAtMs: Date.now() + context.getRemainingTimeInMillis(),
      }),
  };
}
