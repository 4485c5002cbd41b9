import { isBehindSince } from "@paperledger/core/statistics/counted-up-to";
import { readStatus } from "@paperledger/core/status/read-status";
import { statusJson } from "@paperledger/core/status/status-json";
import * as z from "zod";
import type { CountedUpToAnswer, StatusAnswer } from "./answers.ts";
import type { AddApi } from "./api.ts";
import { checkRange, moment } from "./moment.ts";
import { parsed } from "./parsed.ts";

const query = z.strictObject({ from: moment, to: moment.optional() });

/** Events that have been missing for less than this are still on their way. */
const LATE_AFTER_MS = 15 * 60_000;

export const addStatusApi: AddApi = (app, { readLedger, now }) => {
  /** The outcomes of the runs of a range, and the things that a person has to do. */
  app.get("/api/status", async (c) => {
    const { from, to } = parsed(query, c.req.query());
    checkRange({ from, to }, now());
    const status = await readLedger((ledger) =>
      readStatus(ledger, { partsFrom: [from], to, now: now(), behindAfterMs: LATE_AFTER_MS }),
    );
    return c.json<StatusAnswer>({
      ...statusJson(status),
      silent: status.silent.map(({ traceId }) => traceId),
    });
  });

  /** The moment up to which events are counted. It costs one small read. */
  app.get("/api/counted-up-to", async (c) => {
    const countedUpTo = await readLedger(({ statistics }) => statistics.countedUpTo());
    return c.json<CountedUpToAnswer>({
      newest_event_at: countedUpTo.newestEventAt,
      events_behind: countedUpTo.eventsBehind,
      is_late: isBehindSince(countedUpTo, new Date(now().getTime() - LATE_AFTER_MS)),
    });
  });
};
