// Runs as a process of its own, so that its memory can be measured. Verifies (in either way), rebuilds or replays a log that is generated and never
// stored, and prints the result.
import { parseArgs } from "node:util";
import { findEvents } from "@paperledger/aws/replays/find-events";
import { deliveredEvent } from "@paperledger/aws/replays/queue-target";
import { sendEvents } from "@paperledger/aws/replays/send-events";
import { proveFold } from "@paperledger/core/statistics/prove-fold";
import { rebuildStatistics } from "@paperledger/core/statistics/rebuild-statistics";
import { batchDone, completed, started, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { emptyRun, foldEvent, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { scopeId, sharesOf } from "@paperledger/core/statistics/scope";
import type { RunChange, StoredRun, StoredStatistics } from "@paperledger/core/statistics/statistics-store";
import { addTally, NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { runDateOf, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { peakMemoryBytes } from "@paperledger/local/peak-memory";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string" }, batches: { type: "string" } },
});
const runs = Number(values.runs);
const batches = Number(values.batches);

const DAYS = 28;

function* traceIds(): Generator<TraceId> {
  for (let nth = 0; nth < runs; nth++) yield traceIdOn(1 + (nth % DAYS), nth);
}

function* eventsOf(traceId: TraceId): Generator<RunEvent> {
  yield started(traceId);
  const batch = batchDone(traceId, 1);
  for (let seq = 1; seq <= batches; seq++) yield { ...batch, metadata: { ...batch.metadata, seq } };
  const { type, metadata, data } = completed(traceId, []);
  yield { type, metadata: { ...metadata, seq: batches + 1 }, data };
}

/** All runs have the same counts. */
const model = [...eventsOf(traceIdOn(1))].reduce(foldEvent, emptyRun(traceIdOn(1)));

const runOf = (traceId: TraceId): RunStatistics => ({
  ...model,
  trace_id: traceId,
  run_date: runDateOf(traceId),
  key: `raw-data/${traceId}.gz`,
});

const eventLog = {
  async *allEvents() {
    for (const traceId of traceIds()) yield* eventsOf(traceId);
  },
  async *eventsOf(traceId: TraceId) {
    yield* eventsOf(traceId);
  },
};

/** The correct statistics. They are made on demand. */
const statistics = {
  runs: async (ids: readonly TraceId[]) => ids.map(runOf),
  async *all(): AsyncIterable<StoredStatistics> {
    const scopes = new Map<string, Tally>();
    for (const traceId of traceIds()) {
      const run = runOf(traceId);
      for (const { scope, tally } of sharesOf(run))
        scopes.set(scopeId(scope), addTally(scopes.get(scopeId(scope)) ?? NO_TALLY, tally));
      yield { kind: "run", run };
    }
    for (const [id, tally] of scopes) yield { kind: "scope", isListed: true, id, tally };
  },
};

/** A rebuild that stores only the run that it is working on. */
const rebuilds = {
  async begin() {
    let last: StoredRun | undefined;
    return {
      readRuns: async (traceIds: readonly TraceId[]) => ({
        runs: traceIds.map((traceId) =>
          last?.traceId === traceId ? last : { traceId, run: emptyRun(traceId), revision: 0 },
        ),
        unreadable: [],
      }),
      async commit(changes: readonly RunChange[]) {
        for (const { traceId, before, after } of changes)
          last = { traceId, run: after, revision: before.revision + 1 };
        return "committed" as const;
      },
      async switchOver() {},
      async giveUp() {},
      async *deleteOthers() {},
    };
  },
};

/** Sends every event again, to a target that drops it. */
async function replay() {
  using found = await findEvents(eventLog, { from: new Date(0), to: new Date() });
  const target = {
    limits: { maxCount: 10, bytesBelow: 256 * 1024 },
    prepare(event: RunEvent) {
      const body = JSON.stringify(deliveredEvent(event, { account: "1", region: "us-east-1" }));
      return { event, body, sizeBytes: Buffer.byteLength(body) };
    },
    send: async () => {},
  };
  let sent = 0;
  const { signal: stop } = new AbortController();
  for await ({ events: sent } of sendEvents(found.read(), { target, eventsPerSecond: 1e9, stop }));
  return { events: sent, runs: found.runs };
}

const commands: Readonly<Record<string, () => Promise<object>>> = {
  verify: () => verifyStatistics({ eventLog, statistics }),
  prove: async () => (await proveFold({ eventLog, statistics })).verified ?? {},
  rebuild: () => rebuildStatistics(eventLog, rebuilds),
  replay,
};

const beganAt = performance.now();
const result = await commands[positionals[0] ?? ""]?.();
console.log(JSON.stringify({ result, ms: performance.now() - beganAt, largestBytes: peakMemoryBytes() }));
