import type { RunEvent } from "@paperledger/events/run-event";
import { describe, expect, test } from "vitest";
import { batchDone, completed, traceIdOn } from "../statistics/run-events.fixture.ts";
import { appendEvent, EventLogMismatchError } from "./append-event.ts";
import { eventLogInMemory } from "./processing.fixture.ts";

const traceId = traceIdOn(2);

const logWith = (...events: readonly RunEvent[]) => {
  const told: RunEvent[] = [];
  const eventLog = eventLogInMemory(events);
  return { eventLog, told, onEvent: (event: RunEvent) => told.push(event) };
};

describe("appending an event", () => {
  test("gives it back, once the log holds it, and tells of it", async () => {
    const log = logWith();
    const event = batchDone(traceId, 1);
    expect(await appendEvent(event, log)).toEqual(event);
    expect(log.eventLog.events()).toEqual([event]);
    expect(log.told).toEqual([event]);
  });

  test("gives and tells of what another attempt appended there first", async () => {
    const first = batchDone(traceId, 1, { batchMs: 1 });
    const log = logWith(first);
    expect(await appendEvent(batchDone(traceId, 1, { batchMs: 2 }), log)).toEqual(first);
    expect(log.told).toEqual([first]);
    expect(log.eventLog.events()).toEqual([first]);
  });

  test("of another type than the log holds there is an error that says what to do, and tells of nothing", async () => {
    const log = logWith(batchDone(traceId, 1));
    const error = await appendEvent(completed(traceId, []), log).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EventLogMismatchError);
    expect(String(error)).toContain(
      `the log of run ${traceId} holds batch-done at seq 1 where this attempt has completed`,
    );
    expect(String(error)).toContain("Upload the batch file again");
    expect(log.told).toEqual([]);
  });
});
