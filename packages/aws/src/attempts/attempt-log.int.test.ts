import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { timestamp } from "@paperledger/core/papers/paper";
import type { AttemptFact, AttemptId } from "@paperledger/core/runs/attempt-log";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { attemptKey } from "./attempt-item.ts";
import { dynamoDbAttemptLog } from "./attempt-log.ts";

const dynamoDb = await tablesForFile();
const client = () => testClient(dynamoDb.endpoint);
const table = TEST_TABLES.attempts;
const log = dynamoDbAttemptLog({ client: client(), table });

let runs = 0;
const newTraceId = () => traceIdOf({ bucket: "b", key: `raw-data/${++runs}`, version: "1", eventTimeMs: 0 });
const at = (seconds: number) => timestamp(new Date(Date.UTC(2026, 2, 1) + seconds * 1_000));
const attemptOf = (seconds: number, others: Partial<AttemptId> = {}): AttemptId => ({
  traceId: newTraceId(),
  startedAt: at(seconds),
  requestId: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  ...others,
});
const ended: AttemptFact = { kind: "ended", at: at(9), status: "completed" };

test.each<AttemptFact>([
  ended,
  { kind: "ended", at: at(9), status: "failed" },
  { kind: "handed-on", at: at(9), idleInvocations: 1, recordNumber: 75 },
  { kind: "interrupted", at: at(9), by: { kind: "deadline" } },
  { kind: "interrupted", at: at(9), by: { kind: "error", name: "TimeoutError", message: "too slow" } },
])("an attempt has no end until its end is stored: $kind", async (end) => {
  const attempt = attemptOf(0);
  await log.keep(attempt, { kind: "started" });
  expect(await Array.fromAsync(log.attemptsOf(attempt.traceId))).toEqual([{ ...attempt, end: null }]);
  await log.keep(attempt, end);
  expect(await Array.fromAsync(log.attemptsOf(attempt.traceId))).toEqual([{ ...attempt, end }]);
});

test("facts that come in another order, twice, or alone make the same attempt", async () => {
  const attempt = attemptOf(0);
  await log.keep(attempt, ended);
  expect(await Array.fromAsync(log.attemptsOf(attempt.traceId))).toEqual([{ ...attempt, end: ended }]);
  await log.keep(attempt, { kind: "started" });
  await log.keep(attempt, ended);
  expect(await Array.fromAsync(log.attemptsOf(attempt.traceId))).toEqual([{ ...attempt, end: ended }]);
});

test("the attempts of a run come in the order in which they began, without attempts of other runs", async () => {
  const traceId = newTraceId();
  const attempts = [attemptOf(1, { traceId, requestId: "z" }), attemptOf(2, { traceId, requestId: "a" })];
  for (const attempt of [...attempts.toReversed(), attemptOf(1)])
    await log.keep(attempt, { kind: "started" });
  const { pk } = attemptKey(attempts[0] ?? attemptOf(0));
  await client().send(new PutCommand({ TableName: table, Item: { pk, sk: "handed-over#message-1" } }));
  expect(await Array.fromAsync(log.attemptsOf(traceId))).toEqual(
    attempts.map((attempt) => ({ ...attempt, end: null })),
  );
});

test("an attempt is kept for 90 days, a long message is cut, and half of a surrogate pair is replaced", async () => {
  const attempt = attemptOf(0);
  const by = { kind: "error", name: "E", message: `\ud800${"x".repeat(500_000)}` } as const;
  await log.keep(attempt, { kind: "interrupted", at: at(1), by });
  const { Item } = await client().send(new GetCommand({ TableName: table, Key: attemptKey(attempt) }));
  expect(Item).toMatchObject({
    expires_at: Date.UTC(2026, 4, 30) / 1_000,
    end: { by: { message: `\ufffd${"x".repeat(999)}` } },
  });
});

test.each([
  ["without a time", {}],
  [
    "with an end of an unknown kind",
    { started_at: at(0), request_id: "1", end: { kind: "paused", at: at(1) } },
  ],
])("reports an item %s, and the list continues", async (_what, others) => {
  const traceId = newTraceId();
  const [odd, good] = [attemptOf(0, { traceId }), attemptOf(1, { traceId })];
  await client().send(new PutCommand({ TableName: table, Item: { ...attemptKey(odd), ...others } }));
  await log.keep(good, { kind: "started" });
  await expect(Array.fromAsync(log.attemptsOf(traceId))).rejects.toThrow(/attempts table's item.*Delete it/s);
  const told: Error[] = [];
  const read = await Array.fromAsync(log.attemptsOf(traceId, (error) => told.push(error)));
  expect(read).toEqual([{ ...good, end: null }]);
  expect(told).toHaveLength(1);
});

test("a request ends when the signal aborts", async () => {
  const attempt = attemptOf(0);
  await expect(log.keep(attempt, { kind: "started" }, AbortSignal.abort())).rejects.toThrow(/abort/i);
  expect(await Array.fromAsync(log.attemptsOf(attempt.traceId))).toEqual([]);
});
