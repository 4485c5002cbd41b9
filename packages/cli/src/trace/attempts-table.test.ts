import { timestamp } from "@paperledger/core/papers/paper";
import type { Attempt } from "@paperledger/core/runs/attempt-log";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { attemptsTable } from "./attempts-table.ts";

const at = (seconds: number) => timestamp(new Date(Date.UTC(2026, 2, 1) + seconds * 1_000));
const attempt = (seconds: number, end: Attempt["end"]): Attempt => ({
  traceId: parseTraceId("01HK4WQN000000000000000000"),
  startedAt: at(seconds),
  requestId: `request-${seconds}`,
  end,
});

test("tells of each attempt when it began, how long it took, and how it ended", () => {
  const attempts = [
    attempt(0, { kind: "handed-on", at: at(870), idleInvocations: 0, recordNumber: 12_500 }),
    attempt(871, { kind: "handed-on", at: at(872), idleInvocations: 1, recordNumber: 12_500 }),
    attempt(900, {
      kind: "interrupted",
      at: at(901.5),
      by: { kind: "error", name: "SlowDown", message: "wait\x1b[31m" },
    }),
    attempt(1_000, { kind: "interrupted", at: at(1_010), by: { kind: "deadline" } }),
    attempt(1_100, null),
    attempt(1_200, { kind: "ended", at: at(1_201), status: "completed" }),
  ];
  expect(attemptsTable(attempts, NO_COLORS)).toMatchInlineSnapshot(`
    "  BEGAN                TOOK  REQUEST       END
      00:00:00.000  14 min 30 s  request-0     handed on after record 12,500
      00:14:31.000          1 s  request-871   handed on after record 12,500, 1 without a batch
      00:15:00.000        1.5 s  request-900   interrupted by SlowDown: wait\\x1b[31m
      00:16:40.000         10 s  request-1000  interrupted by the invocation's deadline
      00:18:20.000            -  request-1100  no end is noted: it is under way, or its process was killed
      00:20:00.000          1 s  request-1200  completed"
  `);
});
