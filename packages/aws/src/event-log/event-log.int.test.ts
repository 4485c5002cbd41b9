import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { recordReads } from "../clients/recorded-requests.fixture.ts";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { eventItem } from "./event-item.ts";
import { dynamoDbEventLog } from "./event-log.ts";
import { EventLogError } from "./event-log-error.ts";
import { dynamoDbEventOutlines } from "./event-outlines.ts";
import { batchDone, newTraceId } from "./run-event.fixture.ts";

const dynamoDb = await tablesForFile();
const runs = { client: testClient(dynamoDb.endpoint), table: TEST_TABLES.runs };
const log = dynamoDbEventLog(runs);
const { outlineOf } = dynamoDbEventOutlines(runs);

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const each of source) collected.push(each);
  return collected;
}

test("an event appended to a free place is in the log", async () => {
  const event = batchDone(newTraceId(), 1, {
    reject_key: "rejects/x",
    upserted_ids: [],
    upserted: 0,
    duplicate: 2,
  });
  expect(await log.append(event)).toEqual(event);
  expect(await collect(log.eventsOf(traceIdOf(event)))).toEqual([event]);
});

test("an append to a taken place changes nothing and returns the event in the log", async () => {
  const first = batchDone(newTraceId(), 1, { batch_ms: 1 });
  const second = batchDone(traceIdOf(first), 1, { batch_ms: 2 });
  await log.append(first);
  expect(await log.append(second)).toEqual(first);
  expect(await collect(log.eventsOf(traceIdOf(first)))).toEqual([first]);
});

test("only the events after a seq are read", async () => {
  const traceId = newTraceId();
  const [, second, third] = [1, 2, 3].map((seq) => batchDone(traceId, seq, { batch_ms: seq }));
  for (const event of [second, third]) if (event) await log.append(event);
  await log.append(batchDone(traceId, 1, { batch_ms: 1 }));
  expect(await collect(log.eventsOf(traceId, undefined, 1))).toEqual([second, third]);
  expect(await collect(log.eventsOf(traceId, undefined, 3))).toEqual([]);
});

test("if many events are appended to one place at once, one is stored and all callers get it", async () => {
  const traceId = newTraceId();
  const got = await Promise.all(
    Array.from({ length: 20 }, (_, batch_ms) => log.append(batchDone(traceId, 1, { batch_ms }))),
  );
  const held = await collect(log.eventsOf(traceId));
  expect(held).toHaveLength(1);
  for (const event of got) expect(event).toEqual(held[0]);
});

test("events that are appended together are read as events that are appended alone", async () => {
  const traceId = newTraceId();
  const events = [1, 2, 3, 4].map((seq) =>
    batchDone(traceId, seq, {
      reject_key: seq === 2 ? "rejects/x" : null,
      upserted_ids: seq === 3 ? [] : ["arxiv:2401.00001"],
      ...(seq === 3 && { upserted: 0, duplicate: 2 }),
      previous: seq === 4 ? { "arxiv:2401.00001": { trace_id: "batch-x", record_number: 7 } } : {},
      restart_point: { object_byte_offset: 1, object_bit: 2, byte_offset: 3, fingerprint: "é" },
    }),
  );
  expect(await Promise.all(events.map((event) => log.append(event)))).toEqual(events);
  expect(await collect(log.eventsOf(traceId))).toEqual(events);
});

test("appends that share a request whose answer is lost return their own events after the SDK's retry", async () => {
  const client = testClient(dynamoDb.endpoint);
  const sent: string[] = [];
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const result = await next(args);
        sent.push(commandName);
        if (sent.length === 2) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
        return result;
      },
    { step: "deserialize" },
  );
  const traceId = newTraceId();
  const { append } = dynamoDbEventLog({ client, table: TEST_TABLES.runs });
  const events = [1, 2, 3].map((seq) => batchDone(traceId, seq));
  expect(await Promise.all(events.map((event) => append(event)))).toEqual(events);
  expect(sent.filter((command) => command === "BatchExecuteStatementCommand")).toHaveLength(2);
  expect(await collect(log.eventsOf(traceId))).toEqual(events);
});

test("an append whose answer is lost returns its own event after the SDK's retry", async () => {
  const client = testClient(dynamoDb.endpoint);
  let sent = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (++sent === 1) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      return result;
    },
    { step: "deserialize" },
  );
  const event = batchDone(newTraceId(), 1);
  expect(await dynamoDbEventLog({ client, table: TEST_TABLES.runs }).append(event)).toEqual(event);
  expect(sent).toBe(2);
});

test("a run's events come in order of seq, over several pages, without events of other runs", async () => {
  const traceId = newTraceId();
  const seqs = [10, 2, 1_000_000_000, 1, 0, 9, 100];
  // More than 1 MB in all, which is the limit of a page of a query.
  const ids = Array.from({ length: 400 }, (_, n) => `arxiv:${"x".repeat(480)}${n}`);
  for (const seq of seqs) await log.append(batchDone(traceId, seq, { upserted_ids: ids }));
  await log.append(batchDone(newTraceId(), 5));
  const client = testClient(dynamoDb.endpoint);
  let requests = 0;
  client.middlewareStack.add((next) => (args) => {
    requests++;
    return next(args);
  });
  const events = await collect(dynamoDbEventLog({ client, table: TEST_TABLES.runs }).eventsOf(traceId));
  expect(requests).toBeGreaterThan(1);
  expect(events.map(({ metadata }) => metadata.seq)).toEqual(seqs.toSorted((a, b) => a - b));
  expect(new Set(events.map(({ metadata }) => metadata.trace_id))).toEqual(new Set([traceId]));
});

test("a run that is not in the log has no events", async () => {
  expect(await collect(log.eventsOf(newTraceId()))).toEqual([]);
});

test("all events come once, and the events of a run come together in order of seq", async () => {
  const runs = Array.from({ length: 5 }, newTraceId);
  for (const seq of [2, 0, 1]) for (const traceId of runs) await log.append(batchDone(traceId, seq));
  const all = await collect(log.allEvents());
  const places = all.map(({ metadata }) => metadata);
  expect(new Set(places.map(({ event_id }) => event_id)).size).toBe(all.length);
  for (const traceId of runs) {
    const first = places.findIndex(({ trace_id }) => trace_id === traceId);
    expect(places.slice(first, first + 3).map(({ trace_id, seq }) => [trace_id, seq])).toEqual(
      [0, 1, 2].map((seq) => [traceId, seq]),
    );
  }
});

test("an item that is not a run event is an error that names its place", async () => {
  const trace_id = newTraceId();
  await testClient(dynamoDb.endpoint).send(
    new PutCommand({ TableName: TEST_TABLES.runs, Item: { trace_id, seq: 4 } }),
  );
  const reading = collect(log.eventsOf(trace_id));
  await expect(reading).rejects.toThrow(EventLogError);
  await expect(reading).rejects.toMatchObject({ traceId: trace_id, seq: 4 });
});

test("an item that is not a run event is skipped if onUnreadable is given", async () => {
  const traceId = newTraceId();
  await log.append(batchDone(traceId, 1));
  await testClient(dynamoDb.endpoint).send(
    new PutCommand({ TableName: TEST_TABLES.runs, Item: { trace_id: traceId, seq: 2 } }),
  );
  await log.append(batchDone(traceId, 3));
  for (const read of [log.eventsOf.bind(log, traceId), log.allEvents.bind(log)]) {
    const told: Error[] = [];
    const events = await collect(read((error) => told.push(error)));
    const seqs = events.flatMap(({ metadata }) => (metadata.trace_id === traceId ? [metadata.seq] : []));
    expect(seqs).toEqual([1, 3]);
    expect(told.filter((error) => error instanceof EventLogError && error.traceId === traceId)).toHaveLength(
      1,
    );
  }
});

const traceIdOf = ({ metadata }: ReturnType<typeof batchDone>) => parseTraceId(metadata.trace_id);

// The embedded DynamoDB has one copy of everything, so its eventually consistent reads return the same.
test("the events of one run, and of all runs, are read consistently", async () => {
  const client = testClient(dynamoDb.endpoint);
  const reads = recordReads(client);
  const consistentLog = dynamoDbEventLog({ client, table: TEST_TABLES.runs });
  await collect(consistentLog.eventsOf(newTraceId()));
  await collect(consistentLog.allEvents(() => {}));
  expect(new Set(reads.map(({ command }) => command))).toEqual(new Set(["Query", "Scan"]));
  expect(reads.filter(({ isConsistent }) => !isConsistent)).toEqual([]);
});

test("the outline of a run has the figures of its batches, after a seq too, and names what cannot be read", async () => {
  const traceId = newTraceId();
  const batches = [1, 2, 3].map((seq) => batchDone(traceId, seq, { batch_ms: seq, reject_key: null }));
  for (const event of batches) await log.append(event);
  const outlines = batches.flatMap(({ type, metadata: { seq, occurred_at }, data }) => {
    if (type !== "batch-done") return [];
    const { upserted_ids: _, previous: __, by_source: ___, position: ____, ...others } = data;
    const { cut: _____, restart_point: ______, ...batch } = others;
    return [{ type, seq, occurred_at, batch }];
  });
  const problems: string[] = [];
  const read = async (after?: number) =>
    (await collect(outlineOf(traceId, ({ message }) => problems.push(message), after))).flat();
  expect(await read()).toEqual(outlines);
  expect(await read(2)).toEqual(outlines.slice(2));
  for (const [seq, changed] of [
    [4, { type: "paused" }],
    [5, { data: { processed: -1 } }],
    [6, { schema_version: 1 }],
  ] as const)
    await testClient(dynamoDb.endpoint).send(
      new PutCommand({
        TableName: TEST_TABLES.runs,
        Item: { ...eventItem(batchDone(traceId, seq)), ...changed },
      }),
    );
  expect(await read()).toEqual(outlines);
  expect(problems).toEqual([
    expect.stringMatching(/seq 5 .*processed/s),
    expect.stringMatching(/seq 6 cannot be read: its schema version 1 is older/),
  ]);
});
