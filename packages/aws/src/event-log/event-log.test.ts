import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { expect, test } from "vitest";
import { eventItem, runEventOfItem } from "./event-item.ts";
import { dynamoDbEventLog } from "./event-log.ts";
import { batchDone, newTraceId } from "./run-event.fixture.ts";
import { type Ending, runsTableInMemory } from "./runs-table.fixture.ts";

const traceId = newTraceId();
const batches = (count: number) => Array.from({ length: count }, (_, nth) => batchDone(traceId, nth + 1));
const logOn = ({ client }: ReturnType<typeof runsTableInMemory>) =>
  dynamoDbEventLog({ client, table: "runs" });
const itemsOf = (events: readonly RunEvent[]) =>
  new Map(events.map((event) => [`${event.metadata.trace_id} ${event.metadata.seq}`, eventItem(event)]));

test("the first event goes at once, and events that wait for it go together, 25 at most", async () => {
  const table = runsTableInMemory();
  const { append } = logOn(table);
  const events = batches(30);
  expect(await Promise.all(events.map((event) => append(event)))).toEqual(events);
  expect(table.requests).toEqual([1, 25, 4]);
  expect(table.items).toEqual(itemsOf(events));
});

test.each<Ending>(["throttled", "invalid", "lost"])(
  "if one event of a request is %s, it is appended alone, and the others stay appended",
  async (ending) => {
    let statements = 0;
    const table = runsTableInMemory(() => (++statements === 3 ? ending : "done"));
    const { append } = logOn(table);
    const events = batches(5);
    expect(await Promise.all(events.map((event) => append(event)))).toEqual(events);
    expect(table.requests).toEqual([1, 4, 1]);
    expect(table.items).toEqual(itemsOf(events));
  },
);

test("if the place of one event is taken, the append returns the event of this place, and the others are appended", async () => {
  const table = runsTableInMemory();
  const { append } = logOn(table);
  const first = batchDone(traceId, 2, { batch_ms: 99 });
  await append(first);
  const events = batches(3);
  const others = events.filter(({ metadata }) => metadata.seq !== 2);
  expect(await Promise.all(events.map((event) => append(event)))).toEqual([events[0], first, events[2]]);
  expect(table.items).toEqual(itemsOf([first, ...others]));
});

test("if one event of a request is refused also when it is alone, only its append throws", async () => {
  let requests = 0;
  // The first put, then the second statement of the batch, then the put of its event.
  const table = runsTableInMemory(() => ([3, 5].includes(++requests) ? "throttled" : "done"));
  const { append } = logOn(table);
  const results = await Promise.allSettled(batches(4).map((event) => append(event)));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(results[2]).toMatchObject({ reason: { name: "ProvisionedThroughputExceededException" } });
});

test("an event that waits is not sent after its signal has aborted", async () => {
  const nobodyWaits = new AbortController();
  const table = runsTableInMemory(() => {
    nobodyWaits.abort(new Error("nobody waits"));
    return "done";
  });
  const { append } = logOn(table);
  const events = batches(3);
  const results = await Promise.allSettled(events.map((event) => append(event, nobodyWaits.signal)));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(table.requests).toEqual([1]);
});

test("an event that has to be appended alone is not sent after its signal has aborted", async () => {
  const nobodyWaits = new AbortController();
  let statements = 0;
  const table = runsTableInMemory(() => {
    if (++statements === 1) return "done";
    nobodyWaits.abort(new Error("nobody waits"));
    return "throttled";
  });
  const { append } = logOn(table);
  const results = await Promise.allSettled(batches(3).map((event) => append(event, nobodyWaits.signal)));
  expect(results.slice(1)).toEqual([
    { status: "rejected", reason: new Error("nobody waits") },
    { status: "rejected", reason: new Error("nobody waits") },
  ]);
  expect(table.requests).toEqual([1, 2]);
});

const ending = fc.constantFrom<Ending>("done", "done", "done", "lost", "throttled", "invalid");

test("in any interleaving of appends and failures, each append returns the one event at its place, or throws its own error", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 }),
      fc.infiniteStream(ending),
      fc.scheduler(),
      async (seqs, endings, scheduler) => {
        const table = runsTableInMemory(
          () => endings.next().value ?? "done",
          () => scheduler.schedule(Promise.resolve()),
        );
        const { append } = logOn(table);
        const events = seqs.map((seq, batch_ms) => batchDone(traceId, seq, { batch_ms }));
        const results = Promise.allSettled(
          events.map((event) => scheduler.schedule(Promise.resolve()).then(() => append(event))),
        );
        await scheduler.waitFor(results);
        const given = events.map(({ metadata, data }) => JSON.stringify([metadata, data]));
        for (const item of table.items.values()) {
          const { metadata, data } = runEventOfItem(item);
          expect(given).toContain(JSON.stringify([metadata, data]));
        }
        for (const [nth, result] of (await results).entries()) {
          const stored = table.items.get(`${traceId} ${seqs[nth]}`);
          if (result.status === "fulfilled") expect(result.value).toEqual(stored && runEventOfItem(stored));
          else expect(String(result.reason)).toMatch(/ProvisionedThroughputExceeded|InternalServerError/);
        }
      },
    ),
    { numRuns: 50 },
  );
});
