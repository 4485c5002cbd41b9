import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { lambdaContext, silence } from "../embedded-aws.fixture.ts";
import { observed } from "./observed.ts";
import { structuredLogger } from "./structured-logger.ts";

test("after the timeout, nothing answers in place of the handler", async () => {
  const handler = observed(silence()).handler(() => new Promise<never>(() => {}));
  const answer = handler({}, { ...lambdaContext(), getRemainingTimeInMillis: () => 20 });
  expect(await Promise.race([answer, wait(200, "nothing")])).toBe("nothing");
});

test("the error of a handler is thrown unchanged", async () => {
  const error = new Error("no such table");
  const handler = observed(silence()).handler(() => Promise.reject(error));
  await expect(handler({}, lambdaContext())).rejects.toBe(error);
});

test.each([
  ["DEBUG", [{ event: { Records: [{ id: 1 }] } }, { response: { done: 1 } }]],
  ["INFO", []],
] as const)(
  "at level %s, the event and the answer are logged without the omitted paths: %j",
  async (level, logged) => {
    const logger = structuredLogger("test", level);
    const debug = vi.spyOn(logger, "debug").mockReturnValue();
    const handler = observed({ logger }, { omitPaths: ["event.Records.[].image"] }).handler(async () => ({
      done: 1,
    }));
    expect(await handler({ Records: [{ id: 1, image: "a long text" }] }, lambdaContext())).toEqual({
      done: 1,
    });
    expect(debug.mock.calls).toEqual(logged.map((invocation) => ["Invocation", { invocation }]));
  },
);
