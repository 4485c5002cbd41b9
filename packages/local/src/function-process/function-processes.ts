import type { CallContext } from "./call.ts";
import {
  FunctionError,
  type FunctionProcess,
  type FunctionProcessOptions,
  type FunctionProgram,
  functionProcess,
} from "./function-process.ts";

/** The processes of one function. Each works on one invocation at a time, like a Lambda execution environment. */
export interface FunctionProcesses {
  /** Invokes the function in an idle process, or starts a new one. @throws FunctionError, also after {@link stop} */
  invoke(event: unknown, context: CallContext): Promise<unknown>;
  /** Ends all processes. Later invocations fail, because nothing would end the processes that they started. */
  stop(): Promise<void>;
}

export interface FunctionProcessesOptions extends Omit<FunctionProcessOptions, "program"> {
  /** The modules that each process loads. The first invocation waits until they are known. */
  readonly program: FunctionProgram | Promise<FunctionProgram>;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
export function functionProcesses(options: FunctionProcessesOptions): FunctionProcesses {
  const idle: FunctionProcess[] = [];
  const all: FunctionProcess[] = [];
  let stopped = false;

  const start = (program: FunctionProgram) => {
    const started = functionProcess({ ...options, program });
    all.push(started);
    return started;
  };

  return {
    async invoke(event, context) {
      const program = await options.program;
      if (stopped) throw new FunctionError("Runtime.ExitError", "the function's processes were stopped");
      const process = idle.pop() ?? start(program);
      try {
        return await process.invoke(event, context);
      } finally {
        idle.push(process);
      }
    },
    async stop() {
      stopped = true;
      await Promise.all(all.map((process) => process.stop()));
    },
  };
}
