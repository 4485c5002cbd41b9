import { expect, test } from "vitest";
import { jobResult } from "./job-result.ts";

const since = "2026-11-28T00:00:00.000Z";
const trace_id = "trace";

test.each([
  ["redrive-rejects", { kind: "redrive-rejects", trace_id }, 1, "not all done"],
  ["redrive-failed-since", { kind: "redrive-failed-since", since }, 1, "not all done"],
  ["redrive-run", { kind: "redrive-run", trace_id }, 1, "failed again"],
  ["redrive-run that is still under way", { kind: "redrive-run", trace_id }, 3, "not ended yet"],
  ["redrive-rejects that could not be done", { kind: "redrive-rejects", trace_id }, null, "failed"],
  ["verify", { kind: "verify" }, 1, "different"],
] as const)("a job %s that ends with its exit code says what came of it", (_, action, exit_code, text) => {
  expect(jobResult({ state: "failed", exit_code, action }).text).toBe(text);
});

test("a job that was cancelled says so, whatever its exit code is", () => {
  expect(jobResult({ state: "cancelled", exit_code: 1, action: { kind: "verify" } }).text).toBe("cancelled");
});
