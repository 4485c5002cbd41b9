import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childProgram } from "./child-program.ts";
import { type FunctionCall, functionAnswerSchema, type InvocationOutcome } from "./function-call.ts";

/** Child processes that wait for calls. Each works on one call at a time. Some calls kill their process. */
export interface FunctionChildren {
  invoke(call: FunctionCall): Promise<InvocationOutcome>;
  stop(): Promise<void>;
}

const SOURCE = new URL("./function-child.ts", import.meta.url);

export interface FunctionChildrenOptions {
  /** The number of children that are started before they are needed, because the start of a child takes longer than a call. */
  readonly spare?: number;
  /** Makes requests fail. Each child gets its own seed, which is derived from this one. */
  readonly faults?: { readonly seed: number; readonly rate: number };
}

export async function functionChildren({
  spare = 2,
  faults,
}: FunctionChildrenOptions = {}): Promise<FunctionChildren> {
  const program = await childProgram("function-child", SOURCE);
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();

  let started = 0;
  const start = (): ChildProcess => {
    started += 1;
    const child = fork(program, [], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      execArgv: [],
      env: {
        PATH: process.env.PATH,
        // All children load the same modules, so they share a compile cache.
        NODE_COMPILE_CACHE: join(tmpdir(), "paperledger-compile-cache"),
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        LOG_LEVEL: "SILENT",
        POWERTOOLS_METRICS_DISABLED: "true",
        ...(faults && { CHAOS_SEED: String(faults.seed + started), CHAOS_RATE: String(faults.rate) }),
      },
    });
    all.add(child);
    child.once("exit", () => {
      all.delete(child);
      // A child can still die after it has answered its last call, if a request was in flight.
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
    });
    return child;
  };

  for (let child = 0; child < spare; child++) idle.push(start());

  return {
    async invoke(call) {
      const child = idle.shift() ?? start();
      const outcome = await new Promise<InvocationOutcome>((resolve) => {
        const onExit = () => resolve({ kind: "killed" });
        child.once("exit", onExit);
        child.once("message", (message) => {
          child.off("exit", onExit);
          resolve(functionAnswerSchema.parse(message));
        });
        // An error here means that the child has died, which its exit event reports.
        child.send(call, () => {});
      });
      if (outcome.kind === "killed") {
        if (idle.length < spare) idle.push(start());
      } else idle.unshift(child);
      return outcome;
    },
    async stop() {
      await Promise.all(
        [...all].map(async (child) => {
          const exited = once(child, "exit");
          child.kill();
          await exited;
        }),
      );
    },
  };
}
