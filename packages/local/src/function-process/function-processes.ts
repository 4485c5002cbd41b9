import type { CallContext } from "./call.ts";
import { type FunctionProcess, type FunctionProcessOptions, functionProcess } from "./function-process.ts";

/** The processes of one function: each works on one invocation at a time, as a Lambda execution environment does. */
export interface FunctionProcesses {
  /** Takes an idle process, or starts one. @throws FunctionError */
  invoke(event: unknown, context: CallContext): Promise<unknown>;
  stop(): Promise<void>;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
export function functionProcesses(options: FunctionProcessOptions): FunctionProcesses {
  const idle: FunctionProcess[] = [];
  const all: FunctionProcess[] = [];

  const start = () => {
    const started = functionProcess(options);
    all.push(started);
    return started;
  };

  return {
    async invoke(event, context) {
      const process = idle.pop() ?? start();
      try {
        return await process.invoke(event, context);
      } finally {
        idle.push(process);
      }
    },
    stop: async () => void (await Promise.all(all.map((process) => process.stop()))),
  };
}
