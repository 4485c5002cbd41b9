import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childProgram } from "./child-program.ts";
import { type FunctionCall, functionAnswerSchema, type InvocationOutcome } from "./function-call.ts";

/** Child processes that wait for calls. Each works on one call at a time, and some die of theirs. */
export interface FunctionChildren {
  invoke(call: FunctionCall): Promise<InvocationOutcome>;
  stop(): Promise<void>;
}

export interface FunctionChildrenOptions {
  /** How many children are started ahead of the calls: to start one takes longer than a call. */
  readonly spare?: number;
  /** Lets requests fail, in each child by a seed of its own that follows from this one. */
  readonly faults?: { readonly seed: number; readonly rate: number };
}

export async function functionChildren({
  spare = 2,
  faults,
}: FunctionChildrenOptions = {}): Promise<FunctionChildren> {
  const program = await childProgram();
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
        // The children load the same modules again and again: their compiled code is kept between them.
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
      // One can die of its last call when it has answered already: a request was still under way.
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
        // Where it cannot be sent, the child has died: its exit tells.
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
