import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import type { CallContext } from "./call.ts";
import { type FunctionProcesses, functionProcesses } from "./function-processes.ts";

let processes: FunctionProcesses;
let lines: string[];

beforeEach(() => {
  lines = [];
  processes = functionProcesses({
    program: { module: new URL("./handler.fixture.mjs", import.meta.url) },
    environment: { GREETING: "hello" },
    onLogLine: (line) => lines.push(line),
  });
});

afterEach(() => processes.stop());

const context = (): CallContext => ({
  functionName: "echo",
  awsRequestId: "request-1",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:echo",
  memoryLimitInMB: "1024",
  deadlineAtMs: Date.now() + 10_000,
});

const invoke = (event: unknown) => processes.invoke(event, context());

test("a function returns what its handler returns, and its output is its log", async () => {
  expect(await invoke({ any: ["thing", 1, null] })).toEqual({ any: ["thing", 1, null] });
  await expect.poll(() => lines).toContain("started with hello");
});

test("a handler gets the same context as on Lambda", async () => {
  expect(await invoke({ do: "context" })).toMatchObject({
    functionName: "echo",
    functionVersion: "$LATEST",
    awsRequestId: "request-1",
    remainingMs: expect.any(Number),
  });
});

test("a function's environment has the variables that were given, and none of this process's", async () => {
  const names = await invoke({ do: "environment" });
  expect(names).toContain("GREETING");
  expect(names).not.toContain("PATH");
});

test("an error that a handler throws is returned with its type and message", async () => {
  await expect(invoke({ do: "throw" })).rejects.toMatchObject({
    errorType: "RangeError",
    message: "out of range",
  });
});

test("a result that JSON cannot represent fails as on Lambda, and undefined becomes null", async () => {
  await expect(invoke({ do: "bigint" })).rejects.toMatchObject({ errorType: "Runtime.JSONStringifyError" });
  expect(await invoke({ do: "nothing" })).toBeNull();
});

test.each([
  ["takes a callback", "callback-handler.fixture.mjs", "Runtime.CallbackHandlerDeprecated"],
  ["is not there", "no-such-file.mjs", "Error"],
])("each invocation of a handler that %s fails with the reason", async (_what, file, errorType) => {
  const refused = functionProcesses({
    program: { module: new URL(file, import.meta.url) },
    environment: {},
    onLogLine: (line) => lines.push(line),
  });
  onTestFinished(() => refused.stop());
  await expect(refused.invoke({}, context())).rejects.toMatchObject({ errorType });
  await expect(refused.invoke({}, context())).rejects.toMatchObject({ errorType });
  await expect.poll(() => lines.join()).toContain(errorType);
});

test.each([
  ["exit", "exit code 3"],
  ["kill", "SIGKILL"],
])("a process that ends by %s fails its invocation, and the next one has a new process", async (how, why) => {
  await expect(invoke({ do: how })).rejects.toMatchObject({
    errorType: "Runtime.ExitError",
    message: expect.stringContaining(why),
  });
  expect(await invoke("still here")).toBe("still here");
});

test("a process works on one invocation at a time, and is used again after it", async () => {
  const [a, b] = await Promise.all([invoke({ do: "pid" }), invoke({ do: "pid" })]);
  expect(a).not.toBe(b);
  expect([a, b]).toContain(await invoke({ do: "pid" }));
});

test("an invocation after the stop fails, and starts no process", async () => {
  await processes.stop();
  await expect(invoke("too late")).rejects.toMatchObject({ errorType: "Runtime.ExitError" });
  expect(lines).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "a function's process has a process group of its own, so that Ctrl-C on a terminal does not reach it",
  async () => {
    const pid = String(await invoke({ do: "pid" }));
    const group = execFileSync("ps", ["-o", "pgid=", "-p", pid], { encoding: "utf8" }).trim();
    expect(group).toBe(pid);
  },
);
