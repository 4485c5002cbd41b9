import { lastNight } from "@paperledger/core/status/night";
import { readStatus } from "@paperledger/core/status/read-status";
import { statusJson } from "@paperledger/core/status/status-json";
import * as z from "zod";
import type { StatusAnswer } from "./answers.ts";
import type { AddApi } from "./api.ts";
import { parsed } from "./parsed.ts";

const query = z.strictObject({ since: z.iso.datetime().optional() });

/** What came of the runs since a moment, and what a person has to do. Without `since`: since the last night began. */
export const addStatusApi: AddApi = (app, { readLedger, now }) => {
  app.get("/api/status", async (c) => {
    const { since } = parsed(query, c.req.query());
    const at = now();
    const night = lastNight(at);
    const partsFrom = since
      ? ([new Date(since)] as const)
      : ([night.from, ...(night.to ? [night.to] : [])] as const);
    const status = await readLedger((ledger) => readStatus(ledger, { partsFrom, now: at }));
    return c.json<StatusAnswer>(statusJson(status));
  });
};
