import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOfJanuary } from "../batches/read-record.fixture.ts";
import type { Format } from "../formats/format.ts";
import { completedRun, logOf, traceIdOn } from "../statistics/run-events.fixture.ts";
import { MAX_IDLE_INVOCATIONS, processBatchFile } from "./process-batch-file.ts";
import {
  type Fault,
  FILE,
  LINES_FORMAT,
  type Line,
  ledgerInMemory,
  StoreDownError,
} from "./processing.fixture.ts";
import type { Invocation, Processing } from "./processing.ts";
import { DeadlinePassedError } from "./processing.ts";
import { redriveKey } from "./redrives.ts";

const REDRIVE = "01HKZ0000000000000000000RD";
const papers = (count: number, line: Omit<Exclude<Line, string>, "id"> = {}): Line[] =>
  Array.from({ length: count }, (_, index) => ({ ...line, id: `p${index}` }));

const typesOf = (events: readonly RunEvent[]) =>
  events.map(({ type, metadata }) => `${metadata.seq} ${type}`);

/** Returns everything that the stores hold. */
const stateOf = ({ eventLog, stored, rejects }: ReturnType<typeof ledgerInMemory>) => ({
  events: eventLog.events(),
  papers: stored,
  rejects,
});

test("skipped elements of a file are counted and reported at the end of the reading", async () => {
  const told: unknown[] = [];
  const format: Format = {
    ...LINES_FORMAT,
    async *split(file, context) {
      for await (const record of LINES_FORMAT.split(file, context)) {
        context.onPassedOver?.("<www>", record.byteOffset);
        yield record;
      }
      context.onPassedOver?.("<stream>", 1_000);
    },
  };
  const processing: Processing = {
    ...ledgerInMemory(papers(3)).processing(),
    formats: [format],
    onPassedOver: (...counts) => told.push(counts),
  };
  await processBatchFile(FILE, processing);
  expect(told).toEqual([[FILE.traceId, { "<www>": 3, "<stream>": 1 }]]);
  await processBatchFile(FILE, processing);
  expect(told).toHaveLength(1);
});

describe("a batch file", () => {
  test("is processed to its end, with papers, rejects, events and a result", async () => {
    const ledger = ledgerInMemory([...papers(30), {}, { id: "p0", day: 2 }, { id: "refused" }]);
    const result = await processBatchFile(FILE, ledger.processing());
    expect(result).toMatchObject({
      trace_id: FILE.traceId,
      status: "completed",
      processed_count: 33,
      upsert_count: 30,
      duplicate_count: 1,
      failed_count: 2,
      batch_statistics: { total_batches: 2, successful_batches: 2, failed_batches: 0 },
    });
    expect(typesOf(ledger.eventLog.events())).toEqual([
      "0 started",
      "1 batch-done",
      "2 batch-done",
      "3 completed",
    ]);
    expect(ledger.stored.size).toBe(30);
    expect(ledger.stored.get("arxiv:p0")).toMatchObject({ record_number: 32 });
    expect([...ledger.rejects.values()].flat()).toMatchObject([
      { reason: "no-id", record_number: 31, paper_id: null, message: expect.stringContaining(FILE.key) },
      { reason: "too-large", record_number: 33, paper_id: "arxiv:refused" },
    ]);
  });

  test("has the facts of its file in started, and the sums of its batches in completed", async () => {
    const ledger = ledgerInMemory(papers(26, { bytes: 10 }));
    await processBatchFile(FILE, ledger.processing());
    const [started, , , completed] = ledger.eventLog.events();
    expect(started?.data).toEqual({
      bucket: FILE.bucket,
      key: FILE.key,
      version_id: "v1",
      size_bytes: 1_000,
      batch_timestamp: FILE.batchTimestamp,
      format: "lines",
      compression: "none",
      reader_revision: 1,
    });
    expect(completed?.data).toEqual({
      processed: 26,
      upserted: 26,
      duplicate: 0,
      rejected: 0,
      batches: 2,
      bytes: 260,
      format: "lines",
      compression: "none",
      reader_revision: 1,
    });
  });

  test("that is cut off fails with the problem and the place, after the earlier records are written", async () => {
    const ledger = ledgerInMemory([...papers(27), "broken here"]);
    const result = await processBatchFile(FILE, ledger.processing());
    expect(result).toMatchObject({
      status: "failed",
      upsert_count: 27,
      failure: { reason: "truncated", message: `${FILE.key}: the file is cut off` },
    });
    const [, , , failed] = ledger.eventLog.events();
    expect(failed).toMatchObject({
      type: "failed",
      data: { reason: "truncated", position: { record_number: 27, byte_offset: 2_700 } },
    });
    expect(ledger.stored.size).toBe(27);
  });

  test("that cannot be opened fails, and all attempts log one failure", async () => {
    const ledger = ledgerInMemory([]);
    for (const _ of [1, 2, 3]) {
      const { status, failure } = await processBatchFile(FILE, ledger.processing());
      expect([status, failure?.reason]).toEqual(["failed", "empty"]);
    }
    expect(typesOf(ledger.eventLog.events())).toEqual(["0 started", "1000000000 failed"]);
  });

  test("with a completed run is answered from the log, and nothing is read or written", async () => {
    const ledger = ledgerInMemory(papers(30));
    const first = await processBatchFile(FILE, ledger.processing());
    const unreadable = { open: () => Promise.reject(new Error("nobody is to read the file")) };
    const again = await processBatchFile(FILE, { ...ledger.processing(), batchFiles: unreadable });
    expect(again).toEqual(first);
    expect(ledger.upserts).toHaveLength(2);
  });

  test("resumes after its last batch-done, and no earlier batch is written again", async () => {
    let asked = 0;
    const ledger = ledgerInMemory(papers(100), () => (asked++ === 5 ? "before" : "none"));
    const processing = ledger.processing({ batchesInFlight: 1 });
    await expect(processBatchFile(FILE, processing)).rejects.toThrow(StoreDownError);
    expect(typesOf(ledger.eventLog.events())).toEqual(["0 started", "1 batch-done", "2 batch-done"]);
    const written = ledger.upserts.length;
    expect(await processBatchFile(FILE, processing)).toMatchObject({
      processed_count: 100,
      status: "completed",
    });
    expect(ledger.upserts.slice(written).map((batch) => batch[0]?.record_number)).toEqual([51, 76]);
  });

  test("fails if newer code cuts the earlier records in another way, so that no record is left out silently", async () => {
    const ledger = ledgerInMemory(papers(60));
    await processWithTimeFor(1, ledger.processing());
    const oneFewer: Format = {
      ...LINES_FORMAT,
      async *split(content, context) {
        for await (const { number, ...record } of LINES_FORMAT.split(content, context))
          if (number > 1) yield { ...record, number: number - 1 };
      },
    };
    const result = await processBatchFile(FILE, { ...ledger.processing(), formats: [oneFewer] });
    expect(result).toMatchObject({ status: "failed", failure: { reason: "other-batches" } });
  });

  test("with too many sources counts the same sources separately after it resumes", async () => {
    const lines = Array.from({ length: 80 }, (_, n): Line => ({ id: `p${n}`, source: `source-${n % 60}` }));
    const clean = ledgerInMemory(lines);
    await processBatchFile(FILE, clean.processing());

    let asked = 0;
    const ledger = ledgerInMemory(lines, () => (asked++ === 5 ? "before" : "none"));
    const processing = ledger.processing({ batchesInFlight: 1 });
    await expect(processBatchFile(FILE, processing)).rejects.toThrow(StoreDownError);
    await processBatchFile(FILE, processing);
    expect(ledger.eventLog.events()).toEqual(clean.eventLog.events());
    const [, , , third] = ledger.eventLog.events();
    expect(third).toMatchObject({ data: { by_source: { other: { processed: 10 } } } });
  });

  test("reports each event as soon as it is in the log", async () => {
    const ledger = ledgerInMemory(papers(60));
    const told: RunEvent[] = [];
    await processBatchFile(FILE, { ...ledger.processing(), onEvent: (event) => told.push(event) });
    expect(told.toSorted((a, b) => a.metadata.seq - b.metadata.seq)).toEqual(ledger.eventLog.events());
  });
});

test("a redriven record without a time has the time of its first upload", async () => {
  const before = completedRun(traceIdOn(1), []);
  const ledger = ledgerInMemory([{ id: "a" }]);
  const { eventLog } = ledger;
  const key = redriveKey(before.traceId, { redrive: REDRIVE, rejects: 1, part: 1 });
  const processing: Processing = {
    ...ledger.processing(),
    eventLog: {
      ...eventLog,
      eventsOf: (id) => (id === before.traceId ? logOf(before) : eventLog).eventsOf(id),
    },
    formats: [
      {
        ...LINES_FORMAT,
        parse: (record, { batchTimestamp: updated_at }) => {
          const parsed = LINES_FORMAT.parse(record, { batchTimestamp: updated_at, maxRecordBytes: 1 });
          return parsed.kind === "paper" ? { ...parsed, paper: { ...parsed.paper, updated_at } } : parsed;
        },
      },
    ],
  };
  await processBatchFile({ ...FILE, key }, processing);
  const [first] = before.events;
  expect(first?.type).toBe("started");
  const { updated_at, batch_timestamp } = [...ledger.stored.values()][0] ?? {};
  expect(updated_at).toBe("2024-01-01T00:00:00.000Z");
  expect(batch_timestamp).toBe(FILE.batchTimestamp);
});

/** Processes the file one batch at a time, in an invocation whose deadline comes after this many batches. */
async function processWithTimeFor(
  batches: number,
  processing: Processing,
  invocation: Partial<Invocation> = {},
) {
  const beginNoMore = new AbortController();
  const passed = () => beginNoMore.abort(new DeadlinePassedError("the time for batches is over"));
  let done = 0;
  const onEvent = (event: RunEvent) => {
    if (event.type === "batch-done" && ++done === batches) passed();
  };
  if (batches === 0) passed();
  return processBatchFile(
    FILE,
    { ...processing, onEvent, limits: { ...processing.limits, batchesInFlight: 1 } },
    {
      deadline: { beginNoMore: beginNoMore.signal, stopWaiting: new AbortController().signal },
      idleInvocations: 0,
      ...invocation,
    },
  );
}

describe("when the deadline passes", () => {
  test("a run stops at the end of a batch, answers that it is running, and continues there", async () => {
    const ledger = ledgerInMemory(papers(100));
    const first = await processWithTimeFor(2, ledger.processing());
    expect(first).toMatchObject({ status: "running", processed_count: 50, idle_invocations: 0 });
    expect(typesOf(ledger.eventLog.events())).toEqual(["0 started", "1 batch-done", "2 batch-done"]);
    const written = ledger.upserts.length;
    expect(await processBatchFile(FILE, ledger.processing())).toMatchObject({
      status: "completed",
      processed_count: 100,
    });
    expect(ledger.upserts).toHaveLength(written + 2);
  });

  test("just as the last batch is done, the run completes", async () => {
    const ledger = ledgerInMemory(papers(50));
    expect(await processWithTimeFor(2, ledger.processing())).toMatchObject({ status: "completed" });
  });

  test("before any batch is done, again and again, the run fails with what to do", async () => {
    const ledger = ledgerInMemory(papers(50));
    for (let idle = 1; idle < MAX_IDLE_INVOCATIONS; idle++)
      expect(await processWithTimeFor(0, ledger.processing(), { idleInvocations: idle - 1 })).toMatchObject({
        status: "running",
        idle_invocations: idle,
      });
    const last = await processWithTimeFor(0, ledger.processing(), {
      idleInvocations: MAX_IDLE_INVOCATIONS - 1,
    });
    expect(last).toMatchObject({
      status: "failed",
      failure: { reason: "no-progress", message: expect.stringContaining("more time or memory") },
    });
    expect(typesOf(ledger.eventLog.events())).toEqual(["0 started", "1000000000 failed"]);
    expect(await processBatchFile(FILE, ledger.processing())).toMatchObject({ status: "completed" });
  });

  test("again without progress after a failure, the run fails again", async () => {
    const ledger = ledgerInMemory(papers(100));
    const idle = () =>
      processWithTimeFor(0, ledger.processing(), { idleInvocations: MAX_IDLE_INVOCATIONS - 1 });
    await idle();
    await idle();
    await processWithTimeFor(2, ledger.processing());
    expect(await idle()).toMatchObject({ status: "failed", failure: { reason: "no-progress" } });
    expect(typesOf(ledger.eventLog.events()).filter((type) => type.endsWith("failed"))).toEqual([
      "1000000000 failed",
      "1000000001 failed",
    ]);
  });

  test("after the maximum time of work for a file, the run fails with what to do, and continues when it is delivered again", async () => {
    const ledger = ledgerInMemory(papers(100));
    const processing = ledger.processing({ maxFileMs: 60_000 });
    expect(await processWithTimeFor(1, processing, { workedMs: 60_000 })).toMatchObject({
      status: "running",
      worked_ms: 60_000,
    });
    expect(await processWithTimeFor(1, processing, { workedMs: 60_001 })).toMatchObject({
      status: "failed",
      failure: {
        reason: "too-long",
        message: expect.stringContaining("after 60000 ms of work the run is at record 50"),
      },
    });
    const events = ["0 started", "1 batch-done", "2 batch-done", "1000000000 failed"];
    expect(typesOf(ledger.eventLog.events())).toEqual(events);
    expect(await processWithTimeFor(1, processing)).toMatchObject({ status: "running" });
    expect(await processBatchFile(FILE, processing)).toMatchObject({ status: "completed" });
  });

  test("at the file's end, the run completes after any time", async () => {
    const processing = ledgerInMemory(papers(50)).processing({ maxFileMs: 1 });
    expect(await processWithTimeFor(2, processing, { workedMs: 60_000 })).toMatchObject({
      status: "completed",
    });
  });

  test("after a batch is done, the earlier idle invocations do not count any more", async () => {
    const ledger = ledgerInMemory(papers(50));
    const idleInvocations = MAX_IDLE_INVOCATIONS - 1;
    expect(await processWithTimeFor(1, ledger.processing(), { idleInvocations })).toMatchObject({
      status: "running",
      idle_invocations: 0,
    });
  });
});

/** Returns an invocation, and a function that makes its deadline pass, with both signals at once. */
function endingInvocation(idleInvocations = 0) {
  const [beginNoMore, stopWaiting] = [new AbortController(), new AbortController()];
  const invocation: Invocation = {
    deadline: { beginNoMore: beginNoMore.signal, stopWaiting: stopWaiting.signal },
    idleInvocations,
  };
  const end = () => {
    beginNoMore.abort(new DeadlinePassedError("begin no more"));
    stopWaiting.abort(new DeadlinePassedError("stop waiting"));
  };
  return { invocation, end };
}

/** Returns an invocation that ends while the file is still being opened or read. */
function endingSoon(idleInvocations = 0): Invocation {
  const { invocation, end } = endingInvocation(idleInvocations);
  void turns(50).then(end);
  return invocation;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
}

describe("when nothing can be waited for any more", () => {
  test("a batch without an answer from the table is left, and the other written batches count", async () => {
    const ledger = ledgerInMemory(papers(100));
    const { papers: table } = ledger.processing();
    const { invocation, end } = endingInvocation();
    let done = 0;
    const stuckOnFirst: Processing = {
      ...ledger.processing(),
      papers: {
        ...table,
        upsert: (batch) => (batch[0]?.record_number === 1 ? new Promise(() => {}) : table.upsert(batch)),
      },
      onEvent: ({ type }) => {
        if (type === "batch-done" && ++done === 3) void turns(5).then(end);
      },
    };
    const result = await processBatchFile(FILE, stuckOnFirst, invocation);
    expect(result).toMatchObject({ status: "running", processed_count: 75, idle_invocations: 0 });
    expect(typesOf(ledger.eventLog.events())).toEqual([
      "0 started",
      ...[2, 3, 4].map((seq) => `${seq} batch-done`),
    ]);
    expect(await processBatchFile(FILE, ledger.processing())).toMatchObject({
      status: "completed",
      processed_count: 100,
    });
  });

  test("the table is told so, and does not try again", async () => {
    const ledger = ledgerInMemory(papers(100));
    const { invocation, end } = endingInvocation();
    const signals: (AbortSignal | undefined)[] = [];
    const stuck: Processing = {
      ...ledger.processing(),
      papers: {
        ...ledger.processing().papers,
        upsert(_, signal) {
          signals.push(signal);
          if (signals.length === 4) end();
          return new Promise(() => {});
        },
      },
    };
    await processBatchFile(FILE, stuck, invocation);
    expect(signals.map((signal) => signal?.aborted)).toEqual(Array(4).fill(true));
  });

  test("a batch that is upserted after that is not logged by this attempt, and its rejects are not put", async () => {
    const ledger = ledgerInMemory([...papers(24), {}]);
    const upserted = Promise.withResolvers<void>();
    const { papers: table } = ledger.processing();
    const { invocation, end } = endingInvocation(MAX_IDLE_INVOCATIONS - 1);
    const slow: Processing = {
      ...ledger.processing(),
      papers: {
        ...table,
        upsert: (batch) => {
          end();
          return upserted.promise.then(() => table.upsert(batch));
        },
      },
    };
    await processBatchFile(FILE, slow, invocation);
    upserted.resolve();
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(ledger.upserts).toHaveLength(1);
    expect(ledger.rejects.size).toBe(0);
    expect(typesOf(ledger.eventLog.events())).toEqual(["0 started", "1000000000 failed"]);
  });

  test("a batch whose rejects are put after that is not logged by this attempt", async () => {
    const ledger = ledgerInMemory([{}]);
    const put = Promise.withResolvers<void>();
    const { rejects } = ledger.processing();
    const { invocation, end } = endingInvocation();
    const slow: Processing = {
      ...ledger.processing(),
      rejects: {
        ...rejects,
        put: (batch, all) => {
          end();
          return put.promise.then(() => rejects.put(batch, all));
        },
      },
    };
    await processBatchFile(FILE, slow, invocation);
    put.resolve();
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(ledger.rejects.size).toBe(1);
    expect(typesOf(ledger.eventLog.events())).toEqual(["0 started"]);
  });

  test.each(["started", "completed"])(
    "a log that never takes `%s` does not hold up the invocation",
    async (type) => {
      const ledger = ledgerInMemory(papers(25));
      const { eventLog } = ledger.processing();
      const stuck: Processing = {
        ...ledger.processing(),
        eventLog: {
          ...eventLog,
          append: (event) => (event.type === type ? new Promise(() => {}) : eventLog.append(event)),
        },
      };
      expect(await processBatchFile(FILE, stuck, endingSoon())).toMatchObject({ status: "running" });
      expect(await processBatchFile(FILE, ledger.processing())).toMatchObject({
        status: "completed",
        processed_count: 25,
      });
    },
  );

  test("the error of a batch is not lost while another batch is waited for", async () => {
    const ledger = ledgerInMemory(papers(100));
    const { invocation, end } = endingInvocation();
    const denied: Processing = {
      ...ledger.processing(),
      papers: {
        ...ledger.processing().papers,
        upsert: async (batch) => {
          if (batch[0]?.record_number === 1) return new Promise(() => {});
          void turns(5).then(end);
          throw new StoreDownError("denied");
        },
      },
    };
    await expect(processBatchFile(FILE, denied, invocation)).rejects.toThrow("denied");
  });

  test("a body that comes later is closed", async () => {
    const opened = Promise.withResolvers<Readable>();
    const batchFiles = { open: () => opened.promise };
    await processBatchFile(FILE, { ...ledgerInMemory([]).processing(), batchFiles }, endingSoon());
    const body = new Readable({ read() {} });
    opened.resolve(body);
    await setImmediate();
    expect(body.destroyed).toBe(true);
  });

  test.each<[string, () => Promise<Readable>]>([
    ["whose body never comes", () => new Promise(() => {})],
    ["of which nothing ever comes", async () => new Readable({ read() {} })],
    ["of which no record ever comes", async () => Readable.from(forever(Buffer.alloc(1_000, "<")))],
  ])("a file %s is left, and fails in the end like every run without progress", async (_, open) => {
    const ledger = ledgerInMemory([]);
    const processing = { ...ledger.processing(), batchFiles: { open } };
    for (let idle = 0; idle < MAX_IDLE_INVOCATIONS; idle++) {
      const result = await processBatchFile(FILE, processing, endingSoon(idle));
      expect(result.status).toBe(idle === MAX_IDLE_INVOCATIONS - 1 ? "failed" : "running");
    }
    expect(typesOf(ledger.eventLog.events())).toEqual(["0 started", "1000000000 failed"]);
  });
});

async function* forever<Item>(item: Item): AsyncGenerator<Item> {
  for (;;) {
    await setImmediate();
    yield item;
  }
}

test("a file that is open is closed if its start cannot be logged", async () => {
  const ledger = ledgerInMemory(papers(5), () => "before");
  const body = Readable.from(forever(Buffer.from('{"id":"p0"}\n'.repeat(10_000))));
  const processing = { ...ledger.processing(), batchFiles: { open: async () => body } };
  await expect(processBatchFile(FILE, processing)).rejects.toThrow(StoreDownError);
  expect(body.destroyed).toBe(true);
});

test("after the error of a batch, the batches in flight log nothing more", async () => {
  const ledger = ledgerInMemory(papers(100));
  const { papers: table } = ledger.processing();
  const slow = Promise.withResolvers<void>();
  const failing: Processing = {
    ...ledger.processing(),
    papers: {
      ...table,
      upsert: async (batch) => {
        if (batch[0]?.record_number === 1) {
          for (let turn = 0; turn < 20; turn++) await setImmediate();
          throw new StoreDownError("denied");
        }
        await slow.promise;
        return table.upsert(batch);
      },
    },
  };
  await expect(processBatchFile(FILE, failing)).rejects.toThrow("denied");
  slow.resolve();
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  expect(ledger.upserts.length).toBeGreaterThan(0);
  expect(typesOf(ledger.eventLog.events())).toEqual(["0 started"]);
});

/** Arbitrary files of a few papers in several versions, with rejects between them. A file may be cut off. */
const arbitraryLines = ({ bytes }: { readonly bytes: fc.Arbitrary<number> }) =>
  fc
    .tuple(
      fc.array(
        fc.record({
          id: fc.constantFrom(undefined, "refused", ..."abcdefghijkl"),
          day: fc.integer({ min: 1, max: 5 }),
          isWithdrawal: fc.nat({ max: 4 }).map((drawn) => drawn === 0),
          source: fc.constantFrom("arxiv", "pubmed"),
          bytes,
        }),
        { maxLength: 150, size: "max" },
      ),
      fc.boolean(),
    )
    .map(([shapes, isBroken]): Line[] => [
      ...shapes.map(({ id, ...shape }) => (id === undefined ? shape : { ...shape, id })),
      ...(isBroken || shapes.length === 0 ? ["broken here" as const] : []),
    ]);

const arbitraryFaults = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Fault>("none") },
    { weight: 1, arbitrary: fc.constantFrom<Fault>("slow", "before", "half", "after") },
  ),
  { maxLength: 40, size: "max" },
);

async function processUntilItEnds(ledger: ReturnType<typeof ledgerInMemory>, batchesInFlight: number) {
  for (let attempt = 1; attempt <= 100; attempt++)
    try {
      return await processBatchFile(FILE, ledger.processing({ batchesInFlight }));
    } catch (error) {
      if (!(error instanceof StoreDownError)) throw error;
    }
  throw new Error("it did not end");
}

describe("any file ends as after one clean run", () => {
  const bytes = fc.oneof(
    fc.constant(100),
    fc.integer({ min: 5_000, max: 20_000 }),
    fc.integer({ min: 250_000, max: 9_000_000 }),
  );

  test("whichever requests fail, before, in the middle of or after taking effect", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryLines({ bytes }),
        arbitraryFaults,
        fc.integer({ min: 1, max: 4 }),
        async (lines, faults, batchesInFlight) => {
          const clean = ledgerInMemory(lines);
          const expected = await processBatchFile(FILE, clean.processing({ batchesInFlight: 1 }));

          const plan = faults.values();
          const ledger = ledgerInMemory(lines, () => plan.next().value ?? "none");
          const result = await processUntilItEnds(ledger, batchesInFlight);
          for (let turn = 0; turn < 50; turn++) await setImmediate();
          expect(result).toEqual(expected);
          expect(stateOf(ledger)).toEqual(stateOf(clean));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("however slow each request, with records so large that equals stand further apart than the look-ahead", async () => {
    const large = arbitraryLines({ bytes: fc.integer({ min: 250_000, max: 330_000 }) });
    const slowness = fc.array(fc.constantFrom<Fault>("none", "slow"), { maxLength: 60, size: "max" });
    await fc.assert(
      fc.asyncProperty(
        large,
        slowness,
        fc.integer({ min: 2, max: 8 }),
        async (lines, plan, batchesInFlight) => {
          const clean = ledgerInMemory(lines);
          const expected = await processBatchFile(FILE, clean.processing({ batchesInFlight: 1 }));

          const requests = plan.values();
          const ledger = ledgerInMemory(lines, () => requests.next().value ?? "none");
          expect(await processBatchFile(FILE, ledger.processing({ batchesInFlight }))).toEqual(expected);
          expect(stateOf(ledger)).toEqual(stateOf(clean));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("however often its time is up in between", async () => {
    const arbitraryTimes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(arbitraryLines({ bytes }), arbitraryTimes, async (lines, times) => {
        const clean = ledgerInMemory(lines);
        const expected = await processBatchFile(FILE, clean.processing());

        const ledger = ledgerInMemory(lines);
        for (const batches of times) await processWithTimeFor(batches, ledger.processing());
        expect(await processBatchFile(FILE, ledger.processing())).toEqual(expected);
        expect(stateOf(ledger)).toEqual(stateOf(clean));
      }),
      { numRuns: 40 },
    );
  });

  test("where it is processed several times at once", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLines({ bytes }), arbitraryFaults, async (lines, faults) => {
        const clean = ledgerInMemory(lines);
        const expected = await processBatchFile(FILE, clean.processing());

        const plan = faults.values();
        const ledger = ledgerInMemory(lines, () => plan.next().value ?? "none");
        const results = await Promise.all([1, 2, 4].map((inFlight) => processUntilItEnds(ledger, inFlight)));
        for (let turn = 0; turn < 50; turn++) await setImmediate();
        expect(results).toEqual([expected, expected, expected]);
        expect(stateOf(ledger)).toEqual(stateOf(clean));
      }),
      { numRuns: 40 },
    );
  });
});

/** Returns the ledger's file as one attempt reads it: it is cut off after this many records. */
const brokenAfter = (lines: readonly Line[], records: number): Line[] => [
  ...lines.slice(0, records),
  "broken here",
];

const withFile = (processing: Processing, lines: readonly Line[]): Processing => ({
  ...processing,
  batchFiles: ledgerInMemory(lines).processing().batchFiles,
});

/** Expects that every record of the file is in exactly one batch of the log, and every paper in the table. */
function expectAllAccountedFor(ledger: ReturnType<typeof ledgerInMemory>, lines: readonly Line[]) {
  const batches = ledger.eventLog
    .events()
    .flatMap((event) => (event.type === "batch-done" ? [event.data.records] : []));
  const numbers = batches.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  expect(numbers).toEqual(lines.map((_, index) => index + 1));
  const kept = [...ledger.rejects.values()].flat().map(({ record_number }) => record_number);
  for (const [index, line] of lines.entries())
    if (line !== "broken here") {
      if (line.id === undefined || line.id === "refused") expect(kept).toContain(index + 1);
      else expect(ledger.stored.has(`arxiv:${line.id}`)).toBe(true);
    }
}

describe("completed means that every record of the file is accounted for", () => {
  test("though an attempt that could read less left a cut batch behind one that is missing", async () => {
    const lines = papers(60);
    const ledger = ledgerInMemory(lines);
    const { papers: table } = ledger.processing();
    const throttled: Processing = {
      ...withFile(ledger.processing(), brokenAfter(lines, 32)),
      papers: {
        ...table,
        upsert: async (batch) => {
          if (batch[0]?.record_number !== 1) return table.upsert(batch);
          for (let turn = 0; turn < 30; turn++) await setImmediate();
          throw new StoreDownError("throttled");
        },
      },
    };
    await expect(processBatchFile(FILE, throttled)).rejects.toThrow(StoreDownError);
    expect(typesOf(ledger.eventLog.events())).toEqual(["0 started", "2 batch-done"]);
    expect(await processBatchFile(FILE, ledger.processing())).toMatchObject({
      status: "completed",
      processed_count: 60,
      upsert_count: 60,
    });
    expectAllAccountedFor(ledger, lines);
  });

  test("and keeps a withdrawal that an older text tells of, though the newer text was written by an attempt that could read less", async () => {
    const lines = [{ id: "a", day: 2 }, { id: "a" }];
    const format: Format = {
      ...LINES_FORMAT,
      parse(record, context) {
        const parsed = LINES_FORMAT.parse(record, context);
        if (parsed.kind !== "paper" || record.number !== 2) return parsed;
        return { ...parsed, paper: { ...parsed.paper, withdrawn_at: dayOfJanuary(3) } };
      },
    };
    const ledger = ledgerInMemory(lines);
    const processing = { ...ledger.processing(), formats: [format] };
    await processBatchFile(FILE, withFile(processing, brokenAfter(lines, 1)));
    expect(ledger.stored.get("arxiv:a")).toMatchObject({ processing_status: "ingested" });
    expect(await processBatchFile(FILE, processing)).toMatchObject({ status: "completed" });
    expect(ledger.stored.get("arxiv:a")).toMatchObject({
      updated_at: dayOfJanuary(2),
      processing_status: "withdrawn",
    });
  });

  test("though the object was overwritten while two processors read it, and one of them was refused", async () => {
    const lines = papers(60);
    const ledger = ledgerInMemory(lines);
    const slow: Processing = {
      ...ledger.processing({ batchesInFlight: 2 }),
      papers: {
        ...ledger.processing().papers,
        upsert: async (batch) => {
          for (let turn = 0; turn < 50; turn++) await setImmediate();
          return ledger.processing().papers.upsert(batch);
        },
      },
    };
    const [refused, other] = await Promise.allSettled([
      processBatchFile(FILE, withFile(ledger.processing(), brokenAfter(lines, 32))),
      processBatchFile(FILE, slow),
    ]);
    expect(refused).toMatchObject({ value: { status: "failed" } });
    expect(other).toMatchObject({ reason: { name: "AttemptOvertakenError" } });
    expect(await processBatchFile(FILE, ledger.processing())).toMatchObject({
      status: "completed",
      processed_count: 60,
    });
    expectAllAccountedFor(ledger, lines);
  });

  test("and a run whose log holds batches of other records fails with what to do", async () => {
    const ledger = ledgerInMemory(papers(60));
    await expect(
      processBatchFile(FILE, {
        ...ledger.processing({ batchesInFlight: 4 }),
        papers: {
          ...ledger.processing().papers,
          upsert: async (batch) => {
            if (batch[0]?.record_number === 1) {
              for (let turn = 0; turn < 30; turn++) await setImmediate();
              throw new StoreDownError("throttled");
            }
            return ledger.processing().papers.upsert(batch);
          },
        },
      }),
    ).rejects.toThrow(StoreDownError);
    const largeRecords = withFile(ledger.processing(), papers(60, { bytes: 20_000 }));
    expect(await processBatchFile(FILE, largeRecords)).toMatchObject({
      status: "failed",
      failure: { reason: "other-batches", message: expect.stringContaining("Upload the batch file again") },
    });
  });

  test("and a file that ends before the records that the log holds is another file", async () => {
    const ledger = ledgerInMemory(papers(60));
    await processWithTimeFor(2, ledger.processing());
    const shorter = withFile(ledger.processing(), papers(40));
    expect(await processBatchFile(FILE, shorter)).toMatchObject({
      status: "failed",
      failure: { reason: "other-batches", message: expect.stringContaining("batches of 50 records") },
    });
  });

  test("wherever earlier attempts stopped reading, and whichever requests failed", async () => {
    const bytes = fc.oneof(fc.constant(100), fc.integer({ min: 5_000, max: 20_000 }));
    const arbitraryBreaks = fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        arbitraryLines({ bytes }),
        arbitraryBreaks,
        arbitraryFaults,
        fc.integer({ min: 1, max: 5 }),
        async (shapes, breaks, faults, batchesInFlight) => {
          const lines = shapes.filter((line) => line !== "broken here");
          if (lines.length === 0) return;
          const plan = faults.values();
          const ledger = ledgerInMemory(lines, () => plan.next().value ?? "none");
          for (const records of breaks) {
            const broken = withFile(ledger.processing({ batchesInFlight }), brokenAfter(lines, records));
            await processBatchFile(FILE, broken).catch((error) => {
              if (!(error instanceof StoreDownError)) throw error;
            });
            for (let turn = 0; turn < 50; turn++) await setImmediate();
          }
          const result = await processUntilItEnds(ledger, batchesInFlight);
          expect(result).toMatchObject({ status: "completed", processed_count: lines.length });
          expectAllAccountedFor(ledger, lines);
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test("or the run says otherwise, if attempts that could read more and less ran side by side", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryLines({ bytes: fc.constant(100) }),
        fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 3 }),
        arbitraryFaults,
        async (shapes, breaks, faults) => {
          const lines = shapes.filter((line) => line !== "broken here");
          if (lines.length === 0) return;
          const plan = faults.values();
          const ledger = ledgerInMemory(lines, () => plan.next().value ?? "none");
          await Promise.allSettled([
            processBatchFile(FILE, ledger.processing({ batchesInFlight: 3 })),
            ...breaks.map((records) =>
              processBatchFile(FILE, withFile(ledger.processing(), brokenAfter(lines, records))),
            ),
          ]);
          for (let turn = 0; turn < 50; turn++) await setImmediate();
          const { status, failure } = await processUntilItEnds(ledger, 4);
          if (status === "completed") expectAllAccountedFor(ledger, lines);
          else expect(failure?.reason).toBe("other-batches");
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  });
});

describe("if the table refuses a paper that made older records of it repeats", () => {
  const lines: Line[] = [
    { id: "a", day: 1 },
    ...papers(30),
    { id: "a", day: 3 },
    ...Array.from({ length: 30 }, (_, index): Line => ({ id: `q${index}` })),
    { id: "a", day: 2 },
  ];
  const refusing = (ledger: ReturnType<typeof ledgerInMemory>): Processing => {
    const { papers: table } = ledger.processing();
    return {
      ...ledger.processing(),
      papers: {
        ...table,
        upsert: async (batch, signal) => {
          const outcomes = await table.upsert(
            batch.filter(({ paper_id }) => paper_id !== "arxiv:a"),
            signal,
          );
          const rest = outcomes.values();
          return batch.map(({ paper_id }) =>
            paper_id === "arxiv:a"
              ? { kind: "rejected", reason: "validation-error", message: "refused" }
              : (rest.next().value ?? { kind: "duplicate" }),
          );
        },
      },
    };
  };

  test("its reject carries them, and none vanishes", async () => {
    const ledger = ledgerInMemory(lines);
    await processBatchFile(FILE, refusing(ledger));
    expect([...ledger.rejects.values()].flat()).toMatchObject([
      {
        record_number: 32,
        reason: "validation-error",
        beaten: [{ record_number: 1 }, { record_number: 63 }],
      },
    ]);
  });

  test("a run that resumes between them counts as a clean one", async () => {
    const clean = ledgerInMemory(lines);
    const expected = await processBatchFile(FILE, refusing(clean));
    for (const batches of [1, 2]) {
      const ledger = ledgerInMemory(lines);
      await processWithTimeFor(batches, refusing(ledger));
      expect(await processBatchFile(FILE, refusing(ledger))).toEqual(expected);
      expect(stateOf(ledger)).toEqual(stateOf(clean));
    }
  });
});
