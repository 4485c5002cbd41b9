import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { untilAborted } from "./until-aborted.ts";

const reason = new Error("the deadline has passed");

describe("work until a signal aborts", () => {
  test("returns its result or throws its error", async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(untilAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  test("is not waited for after the abort, and its late error is dropped", async () => {
    const controller = new AbortController();
    const work = Promise.withResolvers<number>();
    const waiting = untilAborted(work.promise, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toThrow(reason);
    work.reject(new Error("too late"));
    await setImmediate();
  });

  test("is not waited for at all if the signal has aborted", async () => {
    await expect(untilAborted(new Promise(() => {}), AbortSignal.abort(reason))).rejects.toThrow(reason);
  });
});
