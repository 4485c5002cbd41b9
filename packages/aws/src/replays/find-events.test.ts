import { timestamp } from "@paperledger/core/papers/paper";
import { failedEvent, startedEvent } from "@paperledger/core/runs/run-event-of";
import { type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type EventSelection, findEvents, placeOf } from "./find-events.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const at = (day: number) => new Date(Date.UTC(2026, 2, 1) + day * DAY_MS);

/** Returns the events of a run that begins on a day, counted from 1 March. It has an event on each of the given days. */
function runOf(name: string, beganOn: number, days: readonly number[]): readonly RunEvent[] {
  const traceId = traceIdOf({ bucket: "b", key: name, version: "1", eventTimeMs: at(beganOn).getTime() });
  const data = { bucket: "b", key: name, size_bytes: 1, batch_timestamp: timestamp(at(beganOn)) };
  const position = { record_number: 0, byte_offset: 0 };
  return days.map((day, nth) =>
    nth === 0
      ? startedEvent(traceId, data, at(day))
      : failedEvent(traceId, nth, { reason: "truncated", message: "", position, batches: 0 }, at(day)),
  );
}

const logOf = (runs: readonly (readonly RunEvent[])[]) => ({
  async *allEvents() {
    yield* runs.flat();
  },
  async *eventsOf(traceId: TraceId) {
    yield* runs.flat().filter(({ metadata }) => metadata.trace_id === traceId);
  },
});

const ALL: EventSelection = { from: at(0), to: at(1_000) };

const placesIn = async (runs: readonly (readonly RunEvent[])[], selection: Partial<EventSelection> = {}) => {
  using found = await findEvents(logOf(runs), { ...ALL, ...selection });
  const read = await Array.fromAsync(found.read());
  expect(read).toHaveLength(found.events);
  expect(new Set(read.map(({ metadata }) => metadata.trace_id)).size).toBe(found.runs);
  return read.map(({ metadata }) => `${metadata.occurred_at.slice(8, 10)} ${metadata.seq}`);
};

test("days come in order, and a run of several days is read on each of its days", async () => {
  const runs = [runOf("late", 4, [4, 4.5]), runOf("long", 1, [1, 2, 4.2]), runOf("early", 0, [0, 0.1])];
  expect((await placesIn(runs)).map((place) => place.slice(0, 2))).toEqual([
    "01",
    "01",
    "02",
    "03",
    "05",
    "05",
    "05",
  ]);
});

test("events are selected by time, run and type", async () => {
  const [one, other] = [runOf("one", 1, [1, 2, 3]), runOf("other", 1, [1, 2])];
  expect(await placesIn([one, other], { from: at(2), to: at(3) })).toHaveLength(2);
  const traceId = traceIdOf({ bucket: "b", key: "one", version: "1", eventTimeMs: at(1).getTime() });
  expect(await placesIn([one, other], { traceId })).toHaveLength(3);
  expect(await placesIn([one, other], { types: ["started"] })).toEqual(["02 0", "02 0"]);
  expect(await placesIn([one, other], { types: ["completed"] })).toEqual([]);
});

test("whatever the log, reading can continue after any place: no event is missing, and no event is repeated", async () => {
  const run = fc.tuple(fc.nat(5), fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 6 }), fc.nat(30), async (runs, cut) => {
      const events = runs.map(([beganOn, more], nth) =>
        runOf(
          String(nth),
          beganOn,
          [0, ...more].map((days) => beganOn + days).toSorted((a, b) => a - b),
        ),
      );
      using found = await findEvents(logOf(events), ALL);
      const whole = await Array.fromAsync(found.read());
      expect(whole.map(({ metadata }) => metadata.event_id).toSorted()).toEqual(
        events
          .flat()
          .map(({ metadata }) => metadata.event_id)
          .toSorted(),
      );
      const days = whole.map(({ metadata }) => metadata.occurred_at.slice(0, 10));
      expect(days).toEqual(days.toSorted());
      const last = whole[cut % whole.length];
      const rest = await Array.fromAsync(found.read(last && placeOf(last)));
      expect(rest).toEqual(whole.slice((cut % whole.length) + 1));
    }),
    { numRuns: 50 },
  );
});
