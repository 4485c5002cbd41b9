import { expect, test } from "vitest";
import { timestamp } from "../papers/paper.ts";
import { logOf, type RunHistory, traceIdOn } from "../statistics/run-events.fixture.ts";
import { redriveKey } from "./redrives.ts";
import { startedEvent } from "./run-event-of.ts";
import { sourceTimeOf } from "./source-time.ts";

const REDRIVE = "01HKZ0000000000000000000RD";
const onDay = (day: number) => timestamp(new Date(Date.UTC(2024, 0, day)));
const runOn = (day: number, key: string): RunHistory => {
  const traceId = traceIdOn(day);
  const batch_timestamp = onDay(day);
  const data = { bucket: "papers", key, size_bytes: 1, batch_timestamp };
  return { traceId, events: [startedEvent(traceId, data, new Date(batch_timestamp))] };
};

const traceId = traceIdOn(3);
const monday = runOn(1, "raw-data/papers-1.gz");
const tuesday = runOn(2, redriveKey(monday.traceId, { redrive: REDRIVE, rejects: 1, part: 2 }));

test("is that of the upload", async () => {
  const file = { traceId, key: "raw-data/papers-3.gz", batchTimestamp: onDay(3) };
  expect(await sourceTimeOf(file, logOf(monday))).toBe(onDay(3));
});

test("of rejects is that of the upload which they first came in, however often they were redriven", async () => {
  const once = {
    traceId,
    key: redriveKey(monday.traceId, { redrive: REDRIVE, rejects: 1, part: 3 }),
    batchTimestamp: onDay(3),
  };
  const twice = {
    traceId,
    key: redriveKey(tuesday.traceId, { redrive: REDRIVE, rejects: 1, part: 3 }),
    batchTimestamp: onDay(3),
  };
  expect(await sourceTimeOf(once, logOf(monday, tuesday))).toBe(onDay(1));
  expect(await sourceTimeOf(twice, logOf(monday, tuesday))).toBe(onDay(1));
});

test("of rejects whose run the log does not know is that of their own upload", async () => {
  const file = {
    traceId,
    key: redriveKey(monday.traceId, { redrive: REDRIVE, rejects: 1, part: 3 }),
    batchTimestamp: onDay(3),
  };
  expect(await sourceTimeOf(file, logOf())).toBe(onDay(3));
});
