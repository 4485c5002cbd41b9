import { runsWithOpenRejects } from "@paperledger/core/rejects/runs-with-open-rejects";
import { begunAgain } from "@paperledger/core/runs/begun-again";
import { readAttempts } from "@paperledger/core/runs/read-attempts";
import { failedSince } from "@paperledger/core/statistics/failed-since";
import { RUN_STATUSES, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { selectRuns } from "@paperledger/core/statistics/select-runs";
import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";
import { againLine } from "../runs/again-line.ts";
import type { BegunAgainAnswer, RunsAnswer } from "./answers.ts";
import type { AddApi } from "./api.ts";
import { checkRange, moment } from "./moment.ts";
import { parsed } from "./parsed.ts";
import { runLine } from "./run-line.ts";
import { wholeNumber } from "./whole-number.ts";

const MOST_RUNS = 5_000;

const range = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  status: z.enum(RUN_STATUSES).optional(),
  before: traceIdSchema.optional(),
  limit: wholeNumber(1, MOST_RUNS).default(500),
});

const named = z.strictObject({
  ids: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(traceIdSchema).min(1).max(100)),
});

/** The runs that a thing to do counts. */
const ofTodo = z.strictObject({
  from: moment,
  to: moment.optional(),
  reason: z.string().min(1).max(200).optional(),
});

/** Answers with lists of runs, newest first. All of them are found by an index. */
export const addRunsApi: AddApi = (app, { readLedger, now }) => {
  /** The runs of a range of moments, page by page. */
  app.get("/api/runs", async (c) => {
    const { from, to, status, before, limit } = parsed(range, c.req.query());
    checkRange({ from, to }, now());
    const statuses = status === undefined ? [] : [status];
    const unknown: string[] = [];
    const found = await readLedger(({ statistics }) =>
      firstOf(
        limit + 1,
        selectRuns(statistics, { from, to, statuses, before }, now(), ({ message }) => unknown.push(message)),
      ),
    );
    const shown = found.slice(0, limit);
    const next = found.length > limit ? (shown.at(-1)?.trace_id ?? null) : null;
    return c.json<RunsAnswer>({ runs: shown.map(runLine), next, unknown });
  });

  /** The runs of these trace ids. The answer lacks runs without a known event. */
  app.get("/api/runs/named", async (c) => {
    const { ids } = parsed(named, c.req.query());
    const unknown: string[] = [];
    const found = await readLedger(({ statistics }) =>
      statistics.runs(ids, ({ message }) => unknown.push(message)),
    );
    const newestFirst = found.toSorted((a, b) => (a.trace_id < b.trace_id ? 1 : -1));
    return c.json<RunsAnswer>({ runs: newestFirst.map(runLine), next: null, unknown });
  });

  /** The runs among these on which work began again. It reads the attempts of each, so ask about few. */
  app.get("/api/runs/begun-again", async (c) => {
    const { ids } = parsed(named, c.req.query());
    const found = await readLedger(({ attempts: log }) =>
      Promise.all(
        ids.map(async (id) => {
          const again = begunAgain((await readAttempts(log, id)).attempts);
          return again === null ? [] : ([[id, againLine(again)]] as const);
        }),
      ),
    );
    return c.json<BegunAgainAnswer>(Object.fromEntries(found.flat()));
  });

  /** The runs that failed in a range of moments. Their files may be older. */
  app.get("/api/runs/failed", async (c) => {
    const { from, to, reason } = parsed(ofTodo, c.req.query());
    const unknown: string[] = [];
    const found = await readLedger(({ statistics }) =>
      firstOf(
        MOST_RUNS,
        failedSince(from, statistics, ({ message }) => unknown.push(message)),
      ),
    );
    const ofRange = found.filter(
      ({ failure }) =>
        failure !== null &&
        (to === undefined || failure.at <= to.toISOString()) &&
        (reason === undefined || failure.reason === reason),
    );
    return c.json<RunsAnswer>({ runs: ofRange.map(runLine), next: null, unknown });
  });

  /** The runs of a range that have open rejects, as the things to do count them. Their files may be older. */
  app.get("/api/runs/with-open-rejects", async (c) => {
    const { from, to = now(), reason } = parsed(ofTodo, c.req.query());
    const unknown: string[] = [];
    const note = ({ message }: Error) => void unknown.push(message);
    const found = await readLedger(({ statistics }) =>
      runsWithOpenRejects(statistics.runsWithReasons({ from, to }, note), { from, to }, statistics, note),
    );
    const runs = found.filter(({ open }) => reason === undefined || Object.hasOwn(open, reason));
    return c.json<RunsAnswer>({
      runs: runs.slice(0, MOST_RUNS).map(({ run }) => runLine(run)),
      next: null,
      unknown,
    });
  });
};

async function firstOf(limit: number, runs: AsyncIterable<RunStatistics>): Promise<readonly RunStatistics[]> {
  const found: RunStatistics[] = [];
  for await (const run of runs) if (found.push(run) === limit) break;
  return found;
}
