import { expect, test, vi } from "vitest";
import { timestamp } from "../papers/paper.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import type { AttemptFact, AttemptId, AttemptLog } from "./attempt-log.ts";
import { AttemptNoteTimeoutError, interruptionBy, noteAttempts } from "./note-attempts.ts";

const traceId = parseTraceId("01HK4WQN000000000000000000");
const clock = () => {
  let ms = 0;
  return () => new Date(ms++);
};
const at = (ms: number) => timestamp(new Date(ms));
const attempt: AttemptId = { traceId, startedAt: at(0), requestId: "request-1" };

/** Returns a log whose `keep` calls `answer`, which may succeed, fail, or never resolve. */
function logOf(answer: (fact: AttemptFact, signal?: AbortSignal) => Promise<void>) {
  const kept: [AttemptId, AttemptFact][] = [];
  const keep: AttemptLog["keep"] = async (id, fact, signal) => {
    await answer(fact, signal);
    kept.push([id, fact]);
  };
  return { keep, kept };
}

test("an attempt's begin and end are kept under one name, each with its time", async () => {
  const log = logOf(async () => {});
  const onFailure = vi.fn();
  const open = noteAttempts(log, { now: clock(), onFailure }).begin(traceId, "request-1");
  await open.end({ kind: "handed-on", idleInvocations: 2, recordNumber: 50 });
  expect(log.kept).toEqual([
    [attempt, { kind: "started" }],
    [attempt, { kind: "handed-on", at: at(1), idleInvocations: 2, recordNumber: 50 }],
  ]);
  expect(onFailure).not.toHaveBeenCalled();
});

test.each(["started", "ended"])(
  "a log that refuses the note of %s fails nothing, and is reported",
  async (kind) => {
    const refusal = new Error("denied");
    const log = logOf(async (fact) => {
      if (fact.kind === kind) throw refusal;
    });
    const onFailure = vi.fn();
    const open = noteAttempts(log, { now: clock(), onFailure }).begin(traceId, "request-1");
    await open.end({ kind: "ended", status: "completed" });
    expect(onFailure.mock.calls).toEqual([[refusal, attempt]]);
    expect(log.kept).toHaveLength(1);
  },
);

test("a log that throws at once fails nothing either", async () => {
  const onFailure = vi.fn();
  const keep = () => {
    throw new Error("no such table");
  };
  const open = noteAttempts({ keep }, { now: clock(), onFailure }).begin(traceId, "request-1");
  await open.end({ kind: "ended", status: "failed" });
  expect(onFailure).toHaveBeenCalledTimes(2);
});

test("a log that never answers is waited for no longer than the timeout, and its requests are aborted", async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const log = logOf((_, signal) => {
    signals.push(signal);
    return new Promise(() => {});
  });
  const onFailure = vi.fn();
  const open = noteAttempts(log, { now: clock(), onFailure, timeoutMs: 1 }).begin(traceId, "request-1");
  await open.end({ kind: "ended", status: "completed" });
  expect(onFailure.mock.calls).toEqual([
    [expect.any(AttemptNoteTimeoutError), attempt],
    [expect.any(AttemptNoteTimeoutError), attempt],
  ]);
  expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
});

test("an interruption names the error, or tells that it was none", () => {
  expect(interruptionBy(new RangeError("too far"))).toEqual({
    kind: "error",
    name: "RangeError",
    message: "too far",
  });
  expect(interruptionBy("text")).toEqual({ kind: "error", name: "not an Error", message: "text" });
});
