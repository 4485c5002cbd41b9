import type { EventLog } from "@paperledger/core/runs/event-log";
import type { EventOutlines } from "@paperledger/core/runs/event-outline";
import { traceJson } from "@paperledger/core/runs/trace-json";
import { durationsOf, percentileMs } from "@paperledger/core/statistics/histogram";
import { papersPerSecond } from "@paperledger/core/text/quantities";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { stream } from "hono/streaming";
import * as z from "zod";
import { batchStrip } from "../runs/batch-strip.ts";
import { readRun } from "../runs/read-run.ts";
import { type LoggedBatch, type RunLog, runLogs } from "../runs/run-logs.ts";
import { pageOfRejects, placeText, rejectsOf } from "../runs/run-rejects.ts";
import type { AddApi } from "./api.ts";
import { firstLines } from "./first-lines.ts";
import { parsed } from "./parsed.ts";
import { RequestError } from "./request-error.ts";
import type { BatchesAnswer, BatchesRead, BatchLine, RejectsAnswer, RunAnswer } from "./run-answers.ts";
import { runIdSchema } from "./run-id.ts";
import { wholeNumber } from "./whole-number.ts";

/** A long run is read by several requests, so that each says how far it is, and other requests are answered between them. */
const READ_FOR_MS = 1_000;

const SLOWEST_SHOWN = 5;
const REJECTS_AT_ONCE = 20;

const seq = wholeNumber(1);
const place = z
  .string()
  .regex(/^\d{1,9}\.\d{1,6}$/, "give the place of a reject in the form 12.0")
  .transform((text) => {
    const [batch = 0, nth = 0] = text.split(".").map(Number);
    return { seq: batch, nth };
  });

const runQuery = z.strictObject({ run: runIdSchema });
const batchesQuery = z.strictObject({
  run: runIdSchema,
  first: seq.optional(),
  last: seq.optional(),
  most: wholeNumber(1, 1_000).default(240),
});
const rejectsQuery = z.strictObject({
  run: runIdSchema,
  reason: z.string().min(1).max(200).optional(),
  from: place.optional(),
});
const textQuery = z.strictObject({ run: runIdSchema, id: place });

/** Answers with a run: the content of `paperledger trace` and `paperledger rejects`. */
export const addRunApi: AddApi = (app, { readLedger, errorText, now }) => {
  const logs = runLogs();

  /** Reads the whole log of a run. @throws RequestError if the log has no event of the run */
  async function readLog(run: TraceId, eventLog: EventOutlines): Promise<RunLog> {
    for (;;) {
      const { log } = await logs.read(run, eventLog);
      if (log) return withEvents(log, run);
    }
  }

  app.get("/api/run", async (c) => {
    const { run } = parsed(runQuery, c.req.query());
    const answer = await readLedger((ledger) => readRun(run, ledger, now()));
    if (!answer) throw noRun(run);
    return c.json<RunAnswer>(answer);
  });

  app.get("/api/run/batches", async (c) => {
    const { run, first, last, most } = parsed(batchesQuery, c.req.query());
    const { log, batchesRead } = await readLedger(({ eventLog }) => logs.read(run, eventLog, READ_FOR_MS));
    return c.json<BatchesAnswer>(
      log
        ? batchesAnswer(withEvents(log, run), { first, last, most })
        : { state: "reading", batches_read: batchesRead },
    );
  });

  app.get("/api/run/rejects", async (c) => {
    const { run, ...wanted } = parsed(rejectsQuery, c.req.query());
    const { rejects, next } = await readLedger(async ({ eventLog, rejects: store }) => {
      const { batches } = await readLog(run, eventLog);
      return pageOfRejects(batches, store, { ...wanted, most: REJECTS_AT_ONCE });
    });
    return c.json<RejectsAnswer>({ rejects, next: next ? placeText(next) : null });
  });

  app.get("/api/run/reject-text", async (c) => {
    const { run, id } = parsed(textQuery, c.req.query());
    const text = await readLedger(async ({ eventLog, rejects: store }) => {
      const { batches } = await readLog(run, eventLog);
      for await (const { reject, ...at } of rejectsOf(batches, store, { from: id }))
        return placeText(at) === placeText(id) ? reject.raw : undefined;
      return undefined;
    });
    if (text === undefined) throw new RequestError(404, `run ${run} has no reject ${placeText(id)}`);
    return c.text(text);
  });

  app.get("/api/run/json", async (c) => {
    const { run } = parsed(runQuery, c.req.query());
    await readLedger(({ eventLog }) => mustHaveEvents(run, eventLog));
    // A browser shows this type. It would save a file of any other type.
    c.header("content-type", "text/plain; charset=utf-8");
    return stream(c, async (out) => {
      const write = async (line: object) => void (await out.write(`${JSON.stringify(line)}\n`));
      const unreadable = ({ message }: Error) => void write({ type: "unreadable", message });
      await readLedger(async (ledger) => {
        for await (const line of traceJson(run, ledger, unreadable)) {
          if (out.aborted) return;
          await write(line);
        }
      }).catch((error: unknown) => write({ type: "error", message: errorText(error) }));
    });
  });
};

/** @throws RequestError if the log has no event of the run */
function withEvents(log: RunLog, run: TraceId): RunLog {
  if (log.startedAt === null && log.batches.length + log.failures + log.unreadable.length === 0)
    throw noRun(run);
  return log;
}

const noRun = (run: TraceId) => new RequestError(404, `there is no run ${run}`);

/** Reads only the first event of the run. @throws RequestError if the log has no event of the run */
async function mustHaveEvents(run: TraceId, eventLog: Pick<EventLog, "eventsOf">): Promise<void> {
  let isUnreadable = false;
  const note = () => {
    isUnreadable = true;
  };
  for await (const _ of eventLog.eventsOf(run, note)) return;
  if (!isUnreadable) throw noRun(run);
}

interface BatchesWanted {
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly most: number;
}

function batchesAnswer(
  { startedAt, isCompleted, failures, batches, unreadable }: RunLog,
  { first = 1, last, most }: BatchesWanted,
): BatchesRead {
  const shown = batches.filter((batch) => batch.seq >= first && (last === undefined || batch.seq <= last));
  const before = batches.findLast((batch) => batch.seq < first);
  const bars = batchStrip(shown, before?.at ?? startedAt, most);
  const times = durationsOf(shown.map(({ batch_ms }) => batch_ms));
  const slowest = shown.toSorted((a, b) => b.batch_ms - a.batch_ms).slice(0, SLOWEST_SHOWN);
  const lastSeq = batches.at(-1)?.seq ?? 0;
  return {
    state: "read",
    last_seq: lastSeq,
    batches: shown.length,
    missing: lastSeq - batches.length,
    p50_ms: percentileMs(times, 0.5),
    p95_ms: percentileMs(times, 0.95),
    p99_ms: percentileMs(times, 0.99),
    slowest_ms: times.maxMs,
    // A redriven run waited between its attempts, so no rate can be computed for its batches.
    papers_per_second: failures > 0 ? null : rateOf(shown, before?.at ?? startedAt),
    bars,
    slowest: slowest.map(batchLine),
    may_grow: !isCompleted,
    unreadable: firstLines(unreadable),
  };
}

function rateOf(batches: readonly LoggedBatch[], since: string | null): number | null {
  const last = batches.at(-1);
  if (!last || since === null) return null;
  const processed = batches.reduce((sum, batch) => sum + batch.processed, 0);
  return papersPerSecond(processed, Date.parse(last.at) - Date.parse(since));
}

const batchLine = ({
  seq,
  at,
  batch_ms,
  upserted,
  duplicate,
  rejected,
  records,
}: LoggedBatch): BatchLine => ({
  seq,
  at,
  batch_ms,
  upserted,
  duplicate,
  rejected,
  first_record: records.first,
  last_record: records.last,
});
