import { expect, test } from "vitest";
import { endedRunOf } from "./ended-run.fixture.ts";
import { exitCodeOf } from "./exit-code-of.ts";

const going = new AbortController().signal;

test("is 0 where all runs completed, and 1 where one failed", async () => {
  const completed = await endedRunOf({ key: "a" });
  const failed = await endedRunOf({ key: "b", end: "failed" });
  expect(exitCodeOf([completed], ["a"], going)).toBe(0);
  expect(exitCodeOf([completed, failed], ["a", "b"], going)).toBe(1);
});

test("is an error where a run did not end, or was not waited for", async () => {
  expect(() => exitCodeOf([], ["a"], going)).toThrow(/run of a did not end/);
  expect(() => exitCodeOf([], ["a"], AbortSignal.abort())).toThrow(/stopped before the run of a had ended/);
});
