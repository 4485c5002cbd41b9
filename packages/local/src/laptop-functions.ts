import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";
import { type BuiltBundle, builtBundle } from "./bundle/built-bundle.ts";
import { type FunctionProgram, WORKER } from "./function-process/function-process.ts";
import { type FunctionProcesses, functionProcesses } from "./function-process/function-processes.ts";
import type { LambdaHandler } from "./lambda/local-function.ts";

/** The name of a function. Its folder in `packages/functions` has the same name. */
export type LaptopFunction = (typeof PROCESSOR | typeof PROJECTOR | typeof VECTORIZER)["name"];

const sourceOf = (name: LaptopFunction) =>
  new URL(import.meta.resolve(`@paperledger/functions/${name}/handler`));

/** Modules that change what a function's process does. They are loaded before its handler. */
export const PRELOADED = {
  oneCommit: new URL("./dynamodb/register-one-commit.ts", import.meta.url),
  faults: new URL(import.meta.resolve("@paperledger/faults/register")),
};

/**
 * Returns the bundle of all modules that a function's process loads, so that the process starts faster. Builds it if it is not up
 * to date.
 */
export const functionsBundle = (): Promise<BuiltBundle> =>
  builtBundle({
    name: "functions",
    entryPoints: [
      WORKER,
      ...Object.values(PRELOADED),
      ...[PROCESSOR, PROJECTOR, VECTORIZER].map(({ name }) => sourceOf(name)),
    ],
    external: [],
  });

export interface LaptopFunctionOptions {
  readonly name: LaptopFunction;
  readonly bundle: Promise<BuiltBundle>;
  /** A module to load in place of the function's own. */
  readonly module?: URL | undefined;
  readonly preloaded: readonly URL[];
  readonly environment: Readonly<Record<string, string>>;
  readonly onLogLine: (line: string) => void;
}

/** Returns the real handler of a function, which runs in processes of its own. */
export function laptopFunction({
  name,
  bundle,
  module,
  preloaded,
  environment,
  onLogLine,
}: LaptopFunctionOptions): {
  readonly handler: LambdaHandler;
  readonly processes: FunctionProcesses;
} {
  const processes = functionProcesses({
    program: module ? { preloaded, module } : bundle.then((built) => bundled(built, name, preloaded)),
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

const bundled = (
  { moduleOf }: BuiltBundle,
  name: LaptopFunction,
  preloaded: readonly URL[],
): FunctionProgram => ({
  worker: moduleOf(WORKER),
  preloaded: preloaded.map(moduleOf),
  module: moduleOf(sourceOf(name)),
});
