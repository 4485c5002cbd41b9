import { FIRST_FAILURE_SEQ, runEventSchema, SCHEMA_VERSION } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arbitraryRun,
  batchDone,
  completed,
  failed,
  started,
  traceIdOn,
} from "../statistics/run-events.fixture.ts";
import { batchDoneEvent, eventIdOf } from "./run-event-of.ts";

const traceId = traceIdOn(2);

describe("the place of an event in the log", () => {
  test("is 0 for started, n for batch n, one past the last batch for completed", () => {
    expect(started(traceId).metadata.seq).toBe(0);
    expect(batchDone(traceId, 7).metadata.seq).toBe(7);
    expect(completed(traceId, []).metadata.seq).toBe(1);
    expect(completed(traceId, [batchDone(traceId, 1), batchDone(traceId, 2)]).metadata.seq).toBe(3);
  });

  test("is in a separate range for failures, which no batch reaches", () => {
    expect(failed(traceId, 0).metadata.seq).toBe(FIRST_FAILURE_SEQ);
    expect(failed(traceId, 2).metadata.seq).toBe(1_000_000_002);
  });
});

test("an event's id is made only from its place, so another attempt makes the same id", () => {
  const again = batchDoneEvent(traceId, 3, batchDone(traceId, 3, { batchMs: 99 }).data, new Date());
  expect(again.metadata.event_id).toBe(batchDone(traceId, 3).metadata.event_id);
  expect(again.metadata.event_id).toBe(eventIdOf(traceId, 3));
});

test("two events of runs never have the same id", () => {
  fc.assert(
    fc.property(arbitraryRun, ({ traceId, events }) => {
      const names = events.map(({ metadata }) => metadata.event_id);
      expect(new Set(names).size).toBe(events.length);
      expect(names.every((name) => name.startsWith(traceId))).toBe(true);
    }),
  );
});

test("events have their time in UTC with milliseconds, and the version of their schema", () => {
  const event = batchDoneEvent(traceId, 1, batchDone(traceId, 1).data, new Date("2024-05-01T02:00:00+02:00"));
  expect(event.metadata).toEqual({
    event_id: `${traceId}:1`,
    trace_id: traceId,
    seq: 1,
    occurred_at: "2024-05-01T00:00:00.000Z",
    schema_version: SCHEMA_VERSION,
  });
});

test("events match the schema for subscribers", () => {
  fc.assert(
    fc.property(arbitraryRun, ({ events }) => {
      for (const event of events) expect(runEventSchema.parse(event)).toEqual(event);
    }),
  );
});
