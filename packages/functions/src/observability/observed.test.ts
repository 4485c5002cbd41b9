import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { lambdaContext, silence } from "../embedded-aws.fixture.ts";
import { observed } from "./observed.ts";

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
