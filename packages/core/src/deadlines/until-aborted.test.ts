import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { chunksUntilAborted, untilAborted } from "./until-aborted.ts";

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

describe("chunks until a signal aborts", () => {
  test("are the source's own, and so is their error", async () => {
    async function* source() {
      yield 1;
      throw new Error("no more");
    }
    const read: number[] = [];
    await expect(async () => {
      for await (const chunk of chunksUntilAborted(source(), new AbortController().signal)) read.push(chunk);
    }).rejects.toThrow("no more");
    expect(read).toEqual([1]);
  });

  test("end with its reason, though the next one never comes, and the source is told to end", async () => {
    const controller = new AbortController();
    let ended = false;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<number>>(() => {}),
        return: async () => {
          ended = true;
          return { done: true as const, value: undefined };
        },
      }),
    };
    const reading = chunksUntilAborted(source, controller.signal).next();
    controller.abort(reason);
    await expect(reading).rejects.toThrow(reason);
    expect(ended).toBe(true);
  });
});
