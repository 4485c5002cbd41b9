import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { codeOfRedrivenRejects } from "./code-of-redriven-rejects.ts";
import type { OpenRejectsUploaded } from "./upload-open-rejects.ts";

const good = { rejected: 0 };
const completed = runOf({ batches: [good] });
const running = runOf({ batches: [good], end: "running" });

const uploaded = (changes: Partial<OpenRejectsUploaded> = {}): OpenRejectsUploaded => ({
  uploads: new Map([["redriven/1", parseTraceId(completed.trace_id)]]),
  records: 1,
  left: 0,
  hasLeft: false,
  leftToOthers: 0,
  notTried: 0,
  storeProblem: undefined,
  ...changes,
});

test.each([
  ["the run completed and rejected nothing", 0, [completed], {}],
  ["the run rejected a record again", 1, [runOf()], {}],
  ["the run failed", 1, [runOf({ batches: [good], end: "failed" })], {}],
  ["a reject could not be uploaded", 1, [completed], { hasLeft: true }],
  ["the run is under way", 3, [running], {}],
  ["the run is under way and has rejected a record", 3, [runOf({ end: "running" })], {}],
  ["one run is under way, and another failed", 1, [running, runOf({ end: "failed" })], {}],
  ["the run has not begun", 3, [], {}],
  ["another redrive reads the rejects", 3, [], { uploads: new Map(), leftToOthers: 1 }],
  ["a run was not tried", 3, [completed], { notTried: 1 }],
] as const)("if %s, the exit code is %i", (_, code, runs, changes) => {
  expect(codeOfRedrivenRejects(uploaded(changes), runs)).toBe(code);
});
