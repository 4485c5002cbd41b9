import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { listenOnLoopback } from "@paperledger/embedded/loopback-server";
import type { HandlerBundle } from "./bundle-handler.ts";

/** The outcome of an invocation. */
type InvocationEnd = { readonly requestId: string } & (
  | { readonly kind: "answered"; readonly answer: unknown }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "timed-out" }
  | { readonly kind: "exited" }
);

/** A function as Lambda runs it. AWS's runtime client loads the bundle and asks for one event after the other. */
export interface LambdaRuntime {
  /** All lines of the function's log, including Lambda's own lines. */
  readonly log: readonly string[];
  /** Returns the CPU time that the process has used since it began, in all its threads. On Linux alone. */
  cpuMs(): number;
  /** Invokes the function, in a new process if there is none. When the time is up, the process is killed. */
  invoke(event: unknown, timeoutMs: number): Promise<InvocationEnd>;
  stop(): Promise<void>;
}

interface Options {
  /** The module of AWS's runtime client. */
  readonly client: string;
  readonly bundle: HandlerBundle;
  readonly functionName: string;
  readonly environment: Readonly<Record<string, string>>;
  /** X-Ray's tracing header, such as `Root=1-...;Parent=...;Sampled=1`. Without it, invocations have no trace. */
  readonly traceHeader?: string;
}

interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly timeoutMs: number;
  readonly end: (end: InvocationEnd) => void;
}

/** The time between a process's deadline and its kill. In this time, code that answers when the deadline is reached can still answer. */
const GRACE_MS = 500;

const NEXT = "/2018-06-01/runtime/invocation/next";

/**
 * Starts a stub of the runtime API. The first event starts a process that asks the stub for events.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function lambdaRuntime({
  client,
  bundle,
  functionName,
  environment,
  traceHeader,
}: Options): Promise<LambdaRuntime> {
  const log: string[] = [];
  let child: ChildProcess | undefined;
  let asking: ServerResponse | undefined;
  let waiting: Invocation | undefined;
  let current: Invocation | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** Sends the event to the process, if there is an event and the process asks for one. Then the invocation's time begins. */
  function handOver(): void {
    if (!asking || !waiting) return;
    const { requestId, event, timeoutMs } = waiting;
    asking.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": requestId,
      "lambda-runtime-deadline-ms": Date.now() + timeoutMs,
      "lambda-runtime-invoked-function-arn": `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
      ...(traceHeader !== undefined && { "lambda-runtime-trace-id": traceHeader }),
    });
    asking.end(JSON.stringify(event));
    timer = setTimeout(timeOut, timeoutMs + GRACE_MS);
    [current, waiting, asking] = [waiting, undefined, undefined];
  }

  function finish(how: (requestId: string) => InvocationEnd): void {
    clearTimeout(timer);
    current?.end(how(current.requestId));
    current = undefined;
  }

  async function timeOut(): Promise<void> {
    const ended = current;
    current = undefined;
    await killed();
    if (!ended) return;
    log.push(
      `${new Date().toISOString()} ${ended.requestId} Task timed out after ${(ended.timeoutMs / 1_000).toFixed(2)} seconds`,
    );
    ended.end({ requestId: ended.requestId, kind: "timed-out" });
  }

  async function killed(): Promise<void> {
    if (!child) return;
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
  }

  const server = await listenOnLoopback(async (request, response) => {
    if (request.url === NEXT) {
      asking = response;
      handOver();
      return;
    }
    const body: unknown = JSON.parse(await text(request));
    response.writeHead(202).end();
    if (request.url?.endsWith("/response"))
      finish((requestId) => ({ requestId, kind: "answered", answer: body }));
    else finish((requestId) => ({ requestId, kind: "failed", error: body }));
  });

  function start(): ChildProcess {
    const started = spawn(process.execPath, [client], {
      cwd: bundle.folder,
      env: {
        ...environment,
        AWS_LAMBDA_RUNTIME_API: server.endpoint.slice("http://".length),
        AWS_LAMBDA_FUNCTION_NAME: functionName,
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1024",
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
        AWS_LAMBDA_LOG_STREAM_NAME: "test",
        LAMBDA_TASK_ROOT: bundle.folder,
        _HANDLER: bundle.handler,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const output of [started.stdout, started.stderr])
      createInterface({ input: output }).on("line", (line) => log.push(line));
    started.on("close", () => {
      child = undefined;
      asking = undefined;
      finish((requestId) => ({ requestId, kind: "exited" }));
      waiting?.end({ requestId: waiting.requestId, kind: "exited" });
      waiting = undefined;
    });
    return started;
  }

  return {
    log,
    cpuMs: () => (child?.pid === undefined ? Number.NaN : threadsMs(child.pid)),
    invoke(event, timeoutMs) {
      const { promise, resolve } = Promise.withResolvers<InvocationEnd>();
      waiting = { requestId: randomUUID(), event, timeoutMs, end: resolve };
      child ??= start();
      handOver();
      return promise;
    },
    async stop() {
      clearTimeout(timer);
      await killed();
      await server.stop();
    },
  };
}

/**
 * Adds up the CPU time of the threads of a process.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html the first field of `schedstat`, in nanoseconds
 */
function threadsMs(pid: number): number {
  const threads = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(threads).map((thread) =>
    Number(readFileSync(`${threads}/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}
