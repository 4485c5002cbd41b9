import type { RunEvent, VersionOrigin } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { collect, paperVersion } from "../batches/read-record.fixture.ts";
import { processBatchFile } from "../runs/process-batch-file.ts";
import { FILE, ledgerInMemory } from "../runs/processing.fixture.ts";
import { batchDone, completed, logOf, type RunHistory, traceIdOn } from "../statistics/run-events.fixture.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import type { StoredPaper } from "./paper.ts";
import { firstStored } from "./stored-paper.ts";
import { VersionLoopError, versionChain } from "./version-chain.ts";

const ID = "arxiv:a";
const origin = (day: number, record_number: number): VersionOrigin => ({
  trace_id: traceIdOn(day),
  record_number,
});

const stored = (from: VersionOrigin, previous?: VersionOrigin): StoredPaper => ({
  ...firstStored(paperVersion("a", from.record_number)),
  ...from,
  ...(previous && { previous }),
});

/** Returns a batch of 1,000 records that wrote the paper. `over` is the version that it replaced. */
function batch(traceId: TraceId, seq: number, { id = ID, over }: { id?: string; over?: VersionOrigin } = {}) {
  const event = batchDone(traceId, seq, { sources: { arxiv: { upserted: 1_000 } } });
  return {
    ...event,
    data: { ...event.data, upserted_ids: [id], previous: over ? { [id]: over } : {} },
  };
}

const runOf = (day: number, ...batches: readonly ReturnType<typeof batch>[]): RunHistory => ({
  traceId: traceIdOn(day),
  events: [...batches, completed(traceIdOn(day), batches)],
});

test("leads from the stored version through the log to the first one", async () => {
  const log = logOf(
    runOf(1, batch(traceIdOn(1), 1)),
    runOf(
      2,
      batch(traceIdOn(2), 1, { id: "arxiv:other" }),
      batch(traceIdOn(2), 2, { over: origin(1, 9) }),
      batch(traceIdOn(2), 3, { over: origin(2, 1_500) }),
    ),
    runOf(3, batch(traceIdOn(3), 1, { over: origin(2, 2_500) })),
  );
  const chain = await collect(versionChain(stored(origin(3, 4), origin(2, 2_500)), log));
  expect(chain).toMatchObject([
    { ...origin(3, 4), batch: { seq: 1 } },
    { ...origin(2, 2_500), batch: { seq: 3 } },
    { ...origin(2, 1_500), batch: { seq: 2 } },
    { ...origin(1, 9), batch: { seq: 1 } },
  ]);
});

test("a stored version that is not in the log still names the version before it", async () => {
  const log = logOf(runOf(1, batch(traceIdOn(1), 1)));
  expect(await collect(versionChain(stored(origin(2, 5), origin(1, 9)), log))).toMatchObject([
    { ...origin(2, 5), batch: null },
    { ...origin(1, 9), batch: { seq: 1 } },
  ]);
});

test.each<[string, readonly RunEvent[]]>([
  ["no event", []],
  ["a batch with its record that wrote other papers", [batch(traceIdOn(1), 1, { id: "arxiv:other" })]],
  ["a batch with its paper that has other records", [batch(traceIdOn(1), 2)]],
])("a replaced version of a run with %s ends the chain", async (_, events) => {
  const log = logOf(
    { traceId: traceIdOn(1), events },
    runOf(2, batch(traceIdOn(2), 1, { over: origin(1, 9) })),
  );
  const chain = await collect(versionChain(stored(origin(2, 4), origin(1, 9)), log));
  expect(chain).toMatchObject([{ batch: { seq: 1 } }, { ...origin(1, 9), batch: null }]);
});

test("a version with a wrong trace id is not in the log", async () => {
  const chain = await collect(versionChain(stored({ trace_id: "by hand", record_number: 1 }), logOf()));
  expect(chain).toEqual([{ trace_id: "by hand", record_number: 1, batch: null }]);
});

test("a text after the paper's withdrawal in the same batch is the first version", async () => {
  const { processing, eventLog, stored } = ledgerInMemory([{ id: "a", isWithdrawal: true }, { id: "a" }]);
  await processBatchFile(FILE, processing());
  const paper = stored.get(ID) ?? expect.fail("no paper is stored");
  expect(await collect(versionChain(paper, eventLog))).toMatchObject([
    { trace_id: FILE.traceId, record_number: 2, batch: { seq: 1 } },
  ]);
});

test("a log that leads back to a version ends with an error that names the paper", async () => {
  const log = logOf(
    runOf(1, batch(traceIdOn(1), 1, { over: origin(2, 4) })),
    runOf(2, batch(traceIdOn(2), 1)),
  );
  const chain = collect(versionChain(stored(origin(2, 4), origin(1, 9)), log));
  await expect(chain).rejects.toThrow(VersionLoopError);
  await expect(chain).rejects.toThrow(/arxiv:a lead back to record 4/);
});

test("a run is read only up to the batch", async () => {
  let read = 0;
  const log = {
    async *eventsOf() {
      for (let seq = 1; seq <= 100; seq++) {
        read += 1;
        yield batch(traceIdOn(1), seq);
      }
    },
  };
  await collect(versionChain(stored(origin(1, 2_500)), log));
  expect(read).toBe(3);
});
