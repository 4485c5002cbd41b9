import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Answer, answerSchema, type Call, type CallContext } from "./call.ts";

/** A Lambda function on this machine. It is a process of its own. Its only configuration is its environment variables. */
export interface FunctionProcess {
  /** Calls the handler. @throws FunctionError that describes the handler's error, or how its process ended */
  invoke(event: unknown, context: CallContext): Promise<unknown>;
  stop(): Promise<void>;
}

/** The modules that a function's process loads. */
export interface FunctionProgram {
  /** The main program. It is `worker.ts` unless given. */
  readonly worker?: URL;
  /** Modules that are loaded before the handler's module. */
  readonly preloaded?: readonly URL[];
  /** The module that exports `handler`. */
  readonly module: URL;
}

export interface FunctionProcessOptions {
  readonly program: FunctionProgram;
  /** All environment variables of the function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called for each log line of the function. */
  readonly onLogLine: (line: string) => void;
}

/** Thrown if a function did not return. `errorType` is the name of the handler's error, as in Lambda's answer. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: FunctionError) => void;
}

export const WORKER = new URL("./worker.ts", import.meta.url);

/** Returns a function whose process starts with the first invocation. If the process ends, the next invocation starts it again. */
export function functionProcess({
  program: { worker = WORKER, preloaded = [], module },
  environment,
  onLogLine,
}: FunctionProcessOptions): FunctionProcess {
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | undefined;
  let calls = 0;

  const start = (): ChildProcess => {
    const started = fork(
      fileURLToPath(worker),
      [...preloaded, module].map(({ href }) => href),
      {
        env: { ...environment },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        execArgv: [],
        // Ctrl-C reaches the whole process group, also while the process starts. So the process has a group of its own.
        detached: process.platform !== "win32",
      },
    );
    for (const output of [started.stdout, started.stderr])
      if (output) createInterface({ input: output }).on("line", onLogLine);
    started.on("message", (message) => settle(answerSchema.parse(message)));
    started.on("exit", (code, signal) => {
      if (child === started) child = undefined;
      for (const [id] of waiting)
        settle(failure(id, `the function's process ended: ${signal ?? `exit code ${code}`}`));
    });
    return started;
  };

  const settle = (answer: Answer) => {
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === "returned") caller?.resolve(JSON.parse(answer.resultText));
    else caller?.reject(new FunctionError(answer.errorType, answer.errorMessage));
  };

  return {
    invoke(event, context) {
      child ??= start();
      const call: Call = { id: ++calls, event, context };
      return new Promise((resolve, reject) => {
        waiting.set(call.id, { resolve, reject });
        child?.send(call, (error) => error && settle(failure(call.id, error.message)));
      });
    },
    async stop() {
      if (!child) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}

const failure = (id: number, errorMessage: string): Answer => ({
  id,
  kind: "threw",
  errorType: "Runtime.ExitError",
  errorMessage,
});
