import type { BatchDone, RunEvent } from "@paperledger/events/run-event";
import { describe, expect, test } from "vitest";
import { batchDone, completed, failed, started, traceIdOn } from "../statistics/run-events.fixture.ts";
import { AttemptOvertakenError, appendEvent } from "./append-event.ts";
import { eventLogInMemory } from "./processing.fixture.ts";

const traceId = traceIdOn(2);

const logWith = (...events: readonly RunEvent[]) => {
  const told: RunEvent[] = [];
  const eventLog = eventLogInMemory(events);
  return { eventLog, told, onEvent: (event: RunEvent) => told.push(event) };
};

const withData = (changes: Partial<BatchDone>) => {
  const event = batchDone(traceId, 1);
  return { ...event, data: { ...event.data, ...changes } };
};

describe("appending an event", () => {
  test("returns it and passes it on, once the log holds it", async () => {
    const log = logWith();
    const event = batchDone(traceId, 1);
    expect(await appendEvent(event, log)).toEqual(event);
    expect(log.eventLog.events()).toEqual([event]);
    expect(log.told).toEqual([event]);
  });

  test("returns and passes on the event that another attempt appended there first", async () => {
    const first = batchDone(traceId, 1, { batchMs: 1 });
    const log = logWith(first);
    expect(await appendEvent(batchDone(traceId, 1, { batchMs: 2 }), log)).toEqual(first);
    expect(log.told).toEqual([first]);
    expect(log.eventLog.events()).toEqual([first]);
  });

  test("accepts another attempt's event with other outcomes and times, because attempts may count records differently", async () => {
    const first = withData({ upserted: 0, duplicate: 1, upserted_ids: [], batch_ms: 9 });
    expect(await appendEvent(batchDone(traceId, 1), logWith(first))).toEqual(first);
  });

  test("returns the first of two failures, with any reasons", async () => {
    const first = failed(traceId, 0, 3);
    expect(await appendEvent(failed(traceId, 0, 5), logWith(first))).toEqual(first);
  });

  const otherEnd = { first: 1, last: 2 };
  test.each<[string, RunEvent, RunEvent]>([
    ["another type", batchDone(traceId, 1), completed(traceId, [])],
    ["other records", withData({ records: otherEnd }), batchDone(traceId, 1)],
    ["another end", withData({ position: { record_number: 1, byte_offset: 7 } }), batchDone(traceId, 1)],
    ["other bytes", withData({ bytes: 7 }), batchDone(traceId, 1)],
    [
      "another file",
      { ...started(traceId), data: { ...started(traceId).data, size_bytes: 7 } },
      started(traceId),
    ],
    [
      "other sums",
      { ...completed(traceId, []), data: { ...completed(traceId, []).data, bytes: 7 } },
      completed(traceId, []),
    ],
  ])("throws other-batches if the log holds %s there, and passes nothing on", async (_, stored, ours) => {
    const log = logWith(stored);
    const error = await appendEvent(ours, log).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "BatchFileError", reason: "other-batches" });
    expect(String(error)).toContain(`the log of run ${traceId} holds ${stored.type}`);
    expect(String(error)).toContain("Upload the batch file again");
    expect(log.told).toEqual([]);
  });

  test.each<[string, BatchDone, BatchDone]>([
    [
      "was cut where this attempt reads on",
      withData({ cut: true }).data,
      withData({ processed: 2, duplicate: 1, records: otherEnd }).data,
    ],
    [
      "reads on where this attempt was cut",
      withData({ processed: 2, duplicate: 1, records: otherEnd }).data,
      withData({ cut: true }).data,
    ],
  ])("ends the attempt, not the run, if the stored batch %s", async (_, stored, ours) => {
    const log = logWith(withData(stored));
    await expect(appendEvent(withData(ours), log)).rejects.toThrow(AttemptOvertakenError);
    expect(log.told).toEqual([]);
  });

  test("takes a batch of the same records, cut or not", async () => {
    const first = withData({ cut: true });
    expect(await appendEvent(batchDone(traceId, 1), logWith(first))).toEqual(first);
  });
});
