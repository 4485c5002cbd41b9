// This runs in a child process. It calls the real handlers, each time in the world of the call, and dies at the point in the call.
import { randomUUID } from "node:crypto";
import { flushCompileCache } from "node:module";
import { setTimeout as wait } from "node:timers/promises";
import { injectFaults } from "@paperledger/faults/inject-faults";
import { watchRequests } from "@paperledger/faults/watch-requests";
import { S3_TEST_EVENT } from "@paperledger/functions/processor/s3-events.fixture";
import { startProcessor } from "@paperledger/functions/processor/start-processor";
import { startProjector } from "@paperledger/functions/projector/start-projector";
import {
  type Commands,
  type CrashPoint,
  type FunctionAnswer,
  type FunctionCall,
  functionCallSchema,
  type Pace,
  type PartOfInvocation,
} from "./function-call.ts";

type Context = Parameters<ReturnType<typeof startProcessor>>[1];
type Handler = (event: unknown, context: Context) => Promise<unknown>;

let part: PartOfInvocation = "start-up";
let requests = 0;
let commands: Commands = {};
let invocation: ReturnType<typeof invocationAt>;
let faults = 0;
let crashAt: CrashPoint | null = null;

/** Kills this process with SIGKILL. No handler runs after that, and no socket is closed in an orderly way. */
const die = () => process.kill(process.pid, "SIGKILL");

const dieAt = (at: Required<CrashPoint>) => {
  if (!crashAt) return;
  const { part = "work", request, side } = crashAt;
  if (part === at.part && request === at.request && side === at.side) die();
};

const realTimers = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

/** Shorter timers are a client's backoff, and use the real clock. */
const SHORTEST_DEADLINE_MS = 500;

/** Replaces the clock of long timers in the tested code by a clock that advances with requests. */
function timersOfRequests() {
  const timers = new Map<unknown, { readonly atMs: number; readonly fire: () => void }>();
  let nowMs = 0;
  return {
    setTimeout(fire: () => void, ms = 0) {
      if (ms < SHORTEST_DEADLINE_MS) return realTimers.setTimeout(fire, ms);
      const handle = realTimers.setTimeout(() => {}, 0);
      timers.set(handle, { atMs: nowMs + ms, fire });
      return handle;
    },
    clearTimeout(handle: NodeJS.Timeout | undefined) {
      timers.delete(handle);
      realTimers.clearTimeout(handle);
    },
    advance(ms: number) {
      nowMs += ms;
      for (const [handle, { atMs, fire }] of [...timers]) if (atMs <= nowMs && timers.delete(handle)) fire();
    },
  };
}

/** Starts the time of an invocation. */
function invocationAt({ limitMs, requestMs, clock }: Pace) {
  const endsAt = Date.now() + limitMs;
  let spentMs = 0;
  const { advance, ...timers } = timersOfRequests();
  Object.assign(globalThis, clock === "requests" ? timers : realTimers);
  const end = clock === "wall" ? setTimeout(die, limitMs) : undefined;
  return {
    remainingMs: () => (clock === "wall" ? endsAt - Date.now() : limitMs - spentMs),
    async takeRequest() {
      if (clock === "wall") await wait(requestMs);
      spentMs += requestMs;
      advance(requestMs);
      if (clock === "requests" && spentMs > limitMs) die();
    },
    stop: () => clearTimeout(end),
  };
}

watchRequests(async (command) => {
  requests += 1;
  const at = { part, request: requests };
  if (part === "work") commands[command] = (commands[command] ?? 0) + 1;
  dieAt({ ...at, side: "before" });
  await invocation.takeRequest();
  return () => dieAt({ ...at, side: "after" });
});

const { CHAOS_SEED: seed, CHAOS_RATE: rate = "0" } = process.env;
if (seed !== undefined)
  injectFaults({
    seed: Number(seed),
    rate: Number(rate),
    onFault: () => {
      faults += 1;
    },
  });

const START = { processor: startProcessor, projector: startProjector } as const;

const ownEnvironment = { ...process.env };

/** Starts a function again, as a new process would. It reads the environment of this call, not of an earlier one. */
function handlerIn({ function: name, environment }: FunctionCall): Handler {
  process.env = { ...ownEnvironment, ...environment };
  return START[name]();
}

function neverCalled(): never {
  throw new Error("a handler must return its result as a promise");
}

function begin(next: PartOfInvocation): void {
  part = next;
  requests = 0;
}

/** Events with nothing to do. */
const NOTHING_TO_DO = { processor: S3_TEST_EVENT, projector: { Records: [] } } as const;

/** Calls a handler for the first time. With an event that asks for no work, the handler only checks that it has what it needs. */
async function startAndWork(handler: Handler, { function: name, event }: FunctionCall): Promise<unknown> {
  begin("start-up");
  await handler(NOTHING_TO_DO[name], contextOf(name));
  begin("work");
  return handler(event, contextOf(name));
}

const contextOf = (name: string): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: name,
  functionVersion: "$LATEST",
  awsRequestId: randomUUID(),
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  memoryLimitInMB: "1024",
  logGroupName: `/aws/lambda/${name}`,
  logStreamName: "any",
  getRemainingTimeInMillis: () => invocation.remainingMs(),
  done: neverCalled,
  fail: neverCalled,
  succeed: neverCalled,
});

process.on("disconnect", () => process.exit());
process.on("message", async (message) => {
  const call = functionCallSchema.parse(message);
  const handler = handlerIn(call);
  commands = {};
  faults = 0;
  crashAt = call.crashAt;
  invocation = invocationAt(call.pace);
  const answer: FunctionAnswer = await startAndWork(handler, call).then(
    (result) => ({ kind: "returned" as const, result, commands, faults }),
    (error: unknown) => ({ kind: "threw" as const, error: String(error), commands, faults }),
  );
  invocation.stop();
  process.send?.(answer);
});

// Writes the compile cache now, because SIGKILL leaves no time for it later. Later children load the same program.
flushCompileCache();
