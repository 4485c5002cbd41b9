import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeadlinePassedError, deadlineIn } from "./processing.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("no batch is begun from the margin on, and nothing is waited for from half of it on", () => {
  using deadline = deadlineIn(60_000, 10_000);
  vi.advanceTimersByTime(49_999);
  expect(deadline.beginNoMore.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(deadline.beginNoMore.reason).toBeInstanceOf(DeadlinePassedError);
  vi.advanceTimersByTime(4_999);
  expect(deadline.stopWaiting.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(deadline.stopWaiting.reason).toBeInstanceOf(DeadlinePassedError);
});

test("an invocation with less time than the margin begins nothing", () => {
  using deadline = deadlineIn(5_000, 10_000);
  vi.advanceTimersByTime(1);
  expect(deadline.beginNoMore.aborted).toBe(true);
});

test("a deadline that is disposed of leaves no timer behind", () => {
  {
    using _ = deadlineIn(60_000, 10_000);
    expect(vi.getTimerCount()).toBe(2);
  }
  expect(vi.getTimerCount()).toBe(0);
});
