import { expect, test } from "vitest";
import { endedRunOf } from "./ended-run.fixture.ts";
import { exitCodeOf } from "./exit-code-of.ts";

const going = new AbortController().signal;
const afterStop = "The next start goes on with it";

test("is 0 where all runs completed, and 1 where one failed", async () => {
  const completed = await endedRunOf({ key: "a" });
  const failed = await endedRunOf({ key: "b", end: "failed" });
  expect(exitCodeOf({ ended: [completed], keys: ["a"], stop: going, afterStop })).toBe(0);
  expect(exitCodeOf({ ended: [completed, failed], keys: ["a", "b"], stop: going, afterStop })).toBe(1);
});

test("is an error where a run did not end, or was not waited for", async () => {
  const none = { ended: [], keys: ["a"], stop: going, afterStop };
  expect(() => exitCodeOf(none)).toThrow(/run of a did not end: the processor has given it up\. --verbose/);
  expect(() => exitCodeOf({ ...none, lastError: "processor: why" })).toThrow(
    /given it up \(processor: why\)/,
  );
  expect(() => exitCodeOf({ ...none, stop: AbortSignal.abort() })).toThrow(
    /stopped before the run of a had ended\. The next start goes on with it$/,
  );
});
