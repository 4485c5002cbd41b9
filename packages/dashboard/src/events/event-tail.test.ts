import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EventLine } from "../api/events-answers.ts";
import type { EventHearer } from "../dashboard-context.ts";
import { eventTail } from "./event-tail.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

const ALL = { after: 0, limit: 100, matches: () => true };

/** Returns a bus on which a test sends events. */
function bus() {
  const sessions: { readonly hearer: EventHearer; readonly stop: AbortSignal; end(error?: Error): void }[] =
    [];
  const tail = eventTail({
    listen(hearer, stop) {
      const ended = Promise.withResolvers<void>();
      const end = (error?: Error) => (error ? ended.reject(error) : ended.resolve());
      stop.addEventListener("abort", () => end());
      sessions.push({ hearer, stop, end });
      return ended.promise;
    },
    errorText: String,
    now: () => new Date(),
  });
  return { tail, sessions };
}

const event = (seq: number, detailType = "paper-batch.started") =>
  JSON.stringify({ source: "paperledger", "detail-type": detailType, detail: { seq } });

const numbers = (lines: readonly EventLine[]) => lines.map(({ number }) => number);

test("all readers share one subscription, and each gets what came since it last asked", () => {
  const { tail, sessions } = bus();
  expect(tail.read(ALL)).toMatchObject({ state: "opening", lines: [], next: 0 });
  sessions[0]?.hearer.opened();
  for (let seq = 1; seq <= 3; seq++) sessions[0]?.hearer.event(event(seq));
  expect(tail.read(ALL)).toMatchObject({ state: "listening", next: 3, missed: 0 });
  expect(numbers(tail.read({ ...ALL, after: 1 }).lines)).toEqual([2, 3]);
  expect(tail.read({ ...ALL, limit: 2 })).toMatchObject({ next: 2 });
  expect(sessions).toHaveLength(1);
});

test("what a reader does not want is passed over, and not asked for again", () => {
  const { tail, sessions } = bus();
  tail.read(ALL);
  for (let seq = 1; seq <= 4; seq++) sessions[0]?.hearer.event(event(seq));
  const wanted = { ...ALL, matches: ({ number }: EventLine) => number === 2 };
  expect(tail.read(wanted)).toMatchObject({ lines: [{ number: 2 }], next: 4 });
});

test("a subscription that nobody reads is removed after half a minute, and the next read opens another", async () => {
  const { tail, sessions } = bus();
  tail.read(ALL);
  sessions[0]?.hearer.opened();
  sessions[0]?.hearer.event(event(1));
  vi.advanceTimersByTime(29_000);
  tail.read(ALL);
  vi.advanceTimersByTime(29_000);
  expect(sessions[0]?.stop.aborted).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(sessions[0]?.stop.aborted).toBe(true);
  await turn();
  expect(tail.read({ ...ALL, after: 1 })).toMatchObject({ state: "opening", lines: [], next: 1 });
  sessions[1]?.hearer.event(event(2));
  expect(tail.read(ALL).lines).toMatchObject([
    { number: 1, session: 1 },
    { number: 2, session: 2 },
  ]);
});

test("a problem is told, and the subscription is opened again after a while", async () => {
  const { tail, sessions } = bus();
  tail.read(ALL);
  sessions[0]?.end(new Error("nothing runs"));
  await turn();
  expect(tail.read(ALL)).toMatchObject({ state: "problem", problem: "Error: nothing runs" });
  expect(sessions).toHaveLength(1);
  vi.advanceTimersByTime(5_000);
  expect(tail.read(ALL)).toMatchObject({ state: "problem" });
  sessions[1]?.hearer.opened();
  expect(tail.read(ALL)).toMatchObject({ state: "listening", problem: null });
});

test("the oldest events are forgotten, and a reader is told how many it missed", () => {
  const { tail, sessions } = bus();
  tail.read(ALL);
  for (let seq = 1; seq <= 2_500; seq++) sessions[0]?.hearer.event(event(seq));
  expect(tail.read({ ...ALL, after: 100, limit: 1 })).toMatchObject({
    lines: [{ number: 501 }],
    missed: 400,
    next: 501,
  });
  expect(tail.event(500)).toEqual({ came: true, json: undefined });
  expect(tail.event(501)).toEqual({ came: true, json: event(501) });
  expect(tail.event(2_501)).toEqual({ came: false, json: undefined });
  sessions[0]?.hearer.event("x".repeat(15_999_999));
  expect(tail.read(ALL).lines).toMatchObject([{ number: 2_501 }]);
});

test("a number of an earlier start of the dashboard is as if there were none", () => {
  const { tail, sessions } = bus();
  tail.read(ALL);
  sessions[0]?.hearer.event(event(1));
  expect(tail.read({ ...ALL, after: 900 })).toMatchObject({ lines: [{ number: 1 }], next: 1, missed: 0 });
});

test("what this version cannot read is listed as such", () => {
  const { tail, sessions } = bus();
  tail.read(ALL);
  for (const json of [
    "no json",
    event(1, "paper-batch.moved"),
    JSON.stringify({ source: "x<b>", detail: {} }),
  ])
    sessions[0]?.hearer.event(json);
  expect(tail.read(ALL).lines.map(({ type, trace_id }) => [type, trace_id])).toEqual(
    Array(3).fill([null, null]),
  );
});

test("stopping waits until the subscription is removed, and tells what cannot be", async () => {
  const { tail, sessions } = bus();
  tail.read(ALL);
  await tail.stop();
  expect(sessions[0]?.stop.aborted).toBe(true);

  const failing = eventTail({
    listen: async (_, stop) => {
      await new Promise((resolve) => stop.addEventListener("abort", resolve));
      throw new Error("the rule is left");
    },
    errorText: String,
    now: () => new Date(),
  });
  failing.read(ALL);
  await expect(failing.stop()).rejects.toThrow("the rule is left");
});
