import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import type { Context } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type FailureLog,
  type Handler,
  INVOCATION_FAILED,
  LoggedFailuresError,
  loggingFailures,
  TIME_NEARLY_UP,
} from "./log-failures.ts";
import { structuredLogger } from "./structured-logger.ts";

const one = parseTraceId("01HRJTHFZZA8X7YNZFJZ930ZA3");
const two = parseTraceId("01HRJTHFZZA8X7YNZFJZ930ZA4");
const never = new Promise<never>(() => {});

const logger = structuredLogger("test", "SILENT");
const lines = vi.spyOn(logger, "error").mockImplementation(() => {});

beforeEach(() => lines.mockClear());

const context = (leftMs = 60_000): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: "test",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:test",
  memoryLimitInMB: "1024",
  awsRequestId: "request-1",
  logGroupName: "test",
  logStreamName: "test",
  getRemainingTimeInMillis: () => leftMs,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

const invoke = (
  handler: Handler<unknown>,
  { leftMs, ...log }: Partial<FailureLog> & { readonly leftMs?: number } = {},
) => loggingFailures(handler, { logger, traceIdsOf: () => [one], ...log })("event", context(leftMs));

describe("an error", () => {
  const error = new Error("no such table", { cause: new Error("ResourceNotFoundException") });
  const failing = () => Promise.reject(error);

  test("is logged in one line with the run's trace id, and is thrown again unchanged", async () => {
    await expect(invoke(failing)).rejects.toBe(error);
    expect(lines.mock.calls).toEqual([[INVOCATION_FAILED, { trace_id: one, error }]]);
  });

  test("of an event about several runs is logged in one line with each run once", async () => {
    await expect(invoke(failing, { traceIdsOf: () => [one, two, one] })).rejects.toBe(error);
    expect(lines.mock.calls).toEqual([[INVOCATION_FAILED, { trace_id: one, trace_ids: [one, two], error }]]);
  });

  test("of an event without a run is logged without a trace id", async () => {
    await expect(invoke(failing, { traceIdsOf: () => [] })).rejects.toBe(error);
    expect(lines.mock.calls).toEqual([[INVOCATION_FAILED, { trace_id: null, error }]]);
  });

  test("that already has its lines is not logged again", async () => {
    const logged = new LoggedFailuresError([error], "1 of 2 runs was interrupted");
    await expect(invoke(() => Promise.reject(logged))).rejects.toBe(logged);
    expect(lines.mock.calls).toEqual([]);
  });

  test("has the message that messageOf returns", async () => {
    await expect(invoke(failing, { messageOf: () => "The function cannot start" })).rejects.toBe(error);
    expect(lines.mock.calls).toMatchObject([["The function cannot start", { error }]]);
  });

  test("that is not an Error is logged as an Error", async () => {
    await expect(invoke(() => Promise.reject("a text"))).rejects.toBe("a text");
    expect(lines.mock.calls).toEqual([[INVOCATION_FAILED, { trace_id: one, error: new Error("a text") }]]);
  });
});

describe("an invocation whose time runs out", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([
    { leftMs: 60_000, lineAtMs: 59_000 },
    { leftMs: 10_000, lineAtMs: 9_000 },
    { leftMs: 2_000, lineAtMs: 1_800 },
  ])(
    "of $leftMs ms is logged with its trace id after $lineAtMs ms, before Lambda ends it",
    ({ leftMs, lineAtMs }) => {
      void invoke(() => never, { leftMs });
      vi.advanceTimersByTime(lineAtMs - 1);
      expect(lines.mock.calls).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(lines.mock.calls).toEqual([[TIME_NEARLY_UP, { trace_id: one, left_ms: leftMs - lineAtMs }]]);
    },
  );

  test.each<[string, () => Promise<unknown>]>([
    ["answered", async () => "done"],
    ["failed", () => Promise.reject(new Error("failed"))],
  ])("that has %s before is not logged", async (_, handler) => {
    await invoke(handler).catch(() => {});
    lines.mockClear();
    vi.advanceTimersByTime(60_000);
    expect(lines.mock.calls).toEqual([]);
  });
});
