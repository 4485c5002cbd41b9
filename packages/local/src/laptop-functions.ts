import { type FunctionProcesses, functionProcesses } from "./function-process/function-processes.ts";
import type { LambdaHandler } from "./lambda/local-function.ts";

/** The handler modules of `packages/functions`, by the name that each function has. */
const HANDLERS = {
  processor: "@paperledger/functions/processor/handler",
  projector: "@paperledger/functions/projector/handler",
  vectorizer: "@paperledger/functions/vectorizer/handler",
} as const;

export type LaptopFunction = keyof typeof HANDLERS;

export interface LaptopFunctionOptions {
  readonly name: LaptopFunction;
  /** In place of the handler's source. */
  readonly module?: URL | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLogLine: (line: string) => void;
}

/** A function's real handler, in processes of its own. */
export function laptopFunction({ name, module, environment, onLogLine }: LaptopFunctionOptions): {
  readonly handler: LambdaHandler;
  readonly processes: FunctionProcesses;
} {
  const processes = functionProcesses({
    module: module ?? new URL(import.meta.resolve(HANDLERS[name])),
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
