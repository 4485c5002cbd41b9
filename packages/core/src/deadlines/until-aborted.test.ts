import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { untilAborted } from "./until-aborted.ts";

const reason = new Error("the deadline has passed");

describe("work until a signal aborts", () => {
  test("gives its result or its error", async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(untilAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  test("is not waited for any longer, and its late error goes unheard", async () => {
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
