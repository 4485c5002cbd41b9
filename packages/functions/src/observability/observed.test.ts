import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { lambdaContext, silence } from "../embedded-aws.fixture.ts";
import { observed } from "./observed.ts";

test("nothing answers for a handler whose time is up: ending it is left to Lambda", async () => {
  const handler = observed(silence()).handler(() => new Promise<never>(() => {}));
  const answer = handler({}, { ...lambdaContext(), getRemainingTimeInMillis: () => 20 });
  expect(await Promise.race([answer, wait(200, "nothing")])).toBe("nothing");
});

test("what a handler throws is thrown on as it is", async () => {
  const error = new Error("no such table");
  const handler = observed(silence()).handler(() => Promise.reject(error));
  await expect(handler({}, lambdaContext())).rejects.toBe(error);
});
