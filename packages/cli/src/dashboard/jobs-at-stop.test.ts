import type { Job } from "@paperledger/dashboard/jobs/job";
import { expect, test } from "vitest";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { tellJobsAtStop } from "./jobs-at-stop.ts";

const JOB: Job = {
  id: 1,
  action: { kind: "verify" },
  command: "verify",
  state: "running",
  exit_code: null,
  started_at: "2026-11-28T12:00:00.000Z",
  ended_at: null,
  progress: null,
  lines: [],
};

test("a stop says at once which job it waits for and how to end it, and then what came of it", () => {
  const { terminal, errors } = terminalOf();
  const tell = tellJobsAtStop(terminal);
  tell({ ...JOB, progress: "12 runs compared" });
  tell(JOB);
  tell({ ...JOB, state: "cancelled", lines: ["one", "It had come this far: 12 runs compared\u202e"] });
  tell({ ...JOB, state: "done" });
  expect(errors).toEqual([
    'Waiting for the job "verify" to stop (12 runs compared). Ctrl-C once more ends it at once.',
    'Waiting for the job "verify" to stop. Ctrl-C once more ends it at once.',
    'The job "verify" is cancelled. It had come this far: 12 runs compared\\u202e',
    'The job "verify" is done.',
  ]);
});
