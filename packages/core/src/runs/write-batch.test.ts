import { expect, test } from "vitest";
import type { BatchFile } from "../batch-files/batch-file.ts";
import type { Batch } from "../batches/form-batches.ts";
import { recordsOf } from "../batches/read-record.fixture.ts";
import { FILE, ledgerInMemory } from "./processing.fixture.ts";
import type { Processing } from "./processing.ts";
import { writeBatch as write } from "./write-batch.ts";

const batch: Batch = {
  seq: 3,
  records: recordsOf([{ id: "a" }, {}, { id: "b", source: "pubmed" }]),
  position: { record_number: 3, byte_offset: 300 },
  cut: false,
};
const restartPoint = { object_byte_offset: 40, object_bit: 0, byte_offset: 200, fingerprint: "f" };

const writeBatch = async (file: BatchFile, batch: Batch, processing: Processing) =>
  (await write(file, batch, processing, { restartPoint, signal: new AbortController().signal })).data;

test("a batch-done has the outcomes of the batch, the place that it reached, and the key of its rejects", async () => {
  const ledger = ledgerInMemory([]);
  const done = await writeBatch(FILE, batch, ledger.processing());
  expect(done).toEqual({
    processed: 3,
    upserted: 2,
    duplicate: 0,
    rejected: 1,
    bytes: 300,
    records: { first: 1, last: 3 },
    previous: {},
    rejected_by_reason: { "no-id": 1 },
    cut: false,
    restart_point: restartPoint,
    upserted_ids: ["arxiv:a", "arxiv:b"],
    by_source: {
      arxiv: {
        processed: 2,
        upserted: 1,
        duplicate: 0,
        rejected: 1,
        bytes: 200,
        rejected_by_reason: { "no-id": 1 },
      },
      pubmed: { processed: 1, upserted: 1, duplicate: 0, rejected: 0, bytes: 100, rejected_by_reason: {} },
    },
    batch_ms: 0,
    position: { record_number: 3, byte_offset: 300 },
    reject_key: `rejects/${FILE.traceId}/3-1-3.ndjson`,
  });
  expect(ledger.eventLog.events()).toMatchObject([{ type: "batch-done", metadata: { seq: 3 }, data: done }]);
  expect(ledger.rejects.get(done.reject_key ?? "")).toMatchObject([{ record_number: 2 }]);
});

test("a batch without papers sends no request to the table, and a batch without rejects stores none", async () => {
  const ledger = ledgerInMemory([]);
  await writeBatch(FILE, { ...batch, records: recordsOf([{}]) }, ledger.processing());
  expect(ledger.upserts).toEqual([]);
  const done = await writeBatch(
    FILE,
    { ...batch, seq: 4, records: recordsOf([{ id: "a" }]) },
    ledger.processing(),
  );
  expect(done.reject_key).toBeNull();
  expect(ledger.rejects.size).toBe(1);
});

test("the time of a batch is from its first request to its last answer, and never negative", async () => {
  const timed = async (...times: readonly number[]) => {
    const clock = times.values();
    const now = () => new Date(clock.next().value ?? 0);
    return (await writeBatch(FILE, batch, { ...ledgerInMemory([]).processing(), now })).batch_ms;
  };
  expect(await timed(1_000, 1_250, 1_251)).toBe(250);
  expect(await timed(1_000, 900, 901)).toBe(0);
});

test("if another attempt logged the batch first, its batch-done counts", async () => {
  const ledger = ledgerInMemory([]);
  const { papers } = ledger.processing();
  const first = await writeBatch(FILE, batch, ledger.processing());
  const allDuplicates: Processing = {
    ...ledger.processing(),
    papers: { ...papers, upsert: async (versions) => versions.map(() => ({ kind: "duplicate" })) },
  };
  expect(await writeBatch(FILE, batch, allDuplicates)).toEqual(first);
});

test("a batch-done names the version that each upsert replaced, if there was one", async () => {
  const ledger = ledgerInMemory([]);
  const { papers } = ledger.processing();
  const previous = { trace_id: "batch-20240101-x", record_number: 7 };
  const replacing: Processing = {
    ...ledger.processing(),
    papers: { ...papers, upsert: async () => [{ kind: "upserted", previous }, { kind: "upserted" }] },
  };
  expect((await writeBatch(FILE, batch, replacing)).previous).toEqual({ "arxiv:a": previous });
});

test("rejects are stored before the batch-done that names them, and if that fails, nothing is logged", async () => {
  const ledger = ledgerInMemory([]);
  const full: Processing = {
    ...ledger.processing(),
    rejects: { ...ledger.processing().rejects, put: () => Promise.reject(new Error("no space")) },
  };
  await expect(writeBatch(FILE, batch, full)).rejects.toThrow("no space");
  expect(ledger.eventLog.events()).toEqual([]);
});

test("the append of a batch-done gets the batch's signal, so that no event is appended when nobody waits for it", async () => {
  const ledger = ledgerInMemory([]);
  const { eventLog, ...others } = ledger.processing();
  const { signal } = new AbortController();
  const signals: unknown[] = [];
  const noting: Processing = {
    ...others,
    eventLog: {
      ...eventLog,
      append: (event, signal) => {
        signals.push(signal);
        return eventLog.append(event);
      },
    },
  };
  await write(FILE, batch, noting, { restartPoint, signal });
  expect(signals).toHaveLength(1);
  expect(signals[0]).toBe(signal);
});
