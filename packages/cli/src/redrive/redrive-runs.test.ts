import { timestamp } from "@paperledger/core/papers/paper";
import type { Attempt } from "@paperledger/core/runs/attempt-log";
import { failedEvent } from "@paperledger/core/runs/run-event-of";
import { eventsOfRun, runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import * as z from "zod";
import type { Deployment } from "../deployments/open-deployment.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { redriveRuns } from "./redrive-runs.ts";

const events = eventsOfRun({ end: "failed" });
const traceId = parseTraceId(events[0]?.metadata.trace_id ?? "");
const at = new Date("2026-03-01T12:00:00.000Z");
const failedAgain = failedEvent(
  traceId,
  1,
  {
    reason: "missing",
    message: "the object is gone",
    position: { record_number: 20, byte_offset: 1 },
    batches: 1,
  },
  at,
);

/** Returns a deployment in which the last attempt at the run failed, and the statistics do not count that failure yet. */
function deployment() {
  let isHanded = false;
  const attempt: Attempt = {
    traceId,
    startedAt: timestamp(at),
    requestId: "any",
    end: { kind: "ended", at: timestamp(at), status: "failed" },
  };
  return z
    .custom<Pick<Deployment, "ledger" | "clients" | "uploadsQueueUrl">>(() => true)
    .parse({
      ledger: {
        statistics: { runs: async () => [runOf({ end: "failed" })] },
        eventLog: {
          async *eventsOf() {
            yield* isHanded ? [...events, failedAgain] : events;
          },
        },
        attempts: {
          async *attemptsOf() {
            if (isHanded) yield attempt;
          },
        },
      },
      clients: {
        sqs: {
          async send() {
            isHanded = true;
            return { MessageId: "1" };
          },
        },
      },
      uploadsQueueUrl: async () => "https://sqs.us-east-1.amazonaws.com/123456789012/uploads",
    });
}

test("given a failure that is not counted yet, when a run is redriven, then the new reason is told", async () => {
  const { terminal, printed } = terminalOf();
  const code = await redriveRuns(
    [traceId],
    deployment(),
    { json: false, stop: new AbortController().signal },
    terminal,
  );
  expect(code).toBe(1);
  expect(printed.at(-1)).toContain("failed again: missing: the object is gone");
});
