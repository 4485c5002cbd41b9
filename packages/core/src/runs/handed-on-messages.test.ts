import { expect, test } from "vitest";
import { traceIdOf } from "../trace-ids/trace-id.ts";
import { bestEffort, type HandedOnMessages } from "./handed-on-messages.ts";

const message = {
  traceId: traceIdOf({ bucket: "b", key: "k", version: "1", eventTimeMs: 0 }),
  messageId: "message-1",
};

const failures: unknown[] = [];
const made = (messages: Partial<HandedOnMessages>, timeoutMs = 60_000) =>
  bestEffort(
    { has: async () => true, keep: async () => undefined, ...messages },
    { onFailure: (error) => failures.push(error), timeoutMs },
  );

test("a message that was handed on is known as such", async () => {
  expect(await made({}).has(message)).toBe(true);
});

test("a message that cannot be looked up counts as not handed on, and the failure is reported", async () => {
  failures.length = 0;
  const error = new Error("throttled");
  expect(await made({ has: () => Promise.reject(error) }).has(message)).toBe(false);
  expect(failures).toEqual([error]);
});

test("a message that cannot be kept in time is reported, and its request is aborted", async () => {
  failures.length = 0;
  let aborted = false;
  const never = (_: unknown, signal?: AbortSignal) =>
    new Promise<void>(() => signal?.addEventListener("abort", () => (aborted = true)));
  await made({ keep: never }, 5).keep(message);
  expect(failures).toMatchObject([{ name: "TimeoutError" }]);
  expect(aborted).toBe(true);
});
