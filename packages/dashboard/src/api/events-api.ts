import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { RUN_EVENT_TYPES } from "@paperledger/events/run-event";
import * as z from "zod";
import type { AddApi } from "./api.ts";
import type { EventsAnswer } from "./events-answers.ts";
import { parsed } from "./parsed.ts";
import { RequestError } from "./request-error.ts";
import { wholeNumber } from "./whole-number.ts";

const query = z.strictObject({
  after: wholeNumber(0).default(0),
  type: z.enum(RUN_EVENT_TYPES).optional(),
  /** A ULID, the beginning of a ULID, or a trace id. */
  run: z
    .string()
    .regex(
      /^(batch-\d{8}-)?[0-9a-z]{1,26}$/i,
      "name a run by its ULID, by a beginning of its ULID, or by its trace id",
    )
    .optional(),
  limit: wholeNumber(1, 1_000).default(500),
});

const eventNumber = z.object({ number: wholeNumber(1) });

/**
 * Answers with the events of the bus as they come. The first request opens the only subscription of this dashboard. The
 * subscription ends when nobody asks any more.
 */
export const addEventsApi: AddApi = (app, { tail }) => {
  app.get("/api/events", (c) => {
    const { after, type, run, limit } = parsed(query, c.req.query());
    const ulid = run?.replace(/^batch-\d{8}-/i, "").toUpperCase();
    const { lines, ...answer } = tail.read({
      after,
      limit,
      matches: (line) =>
        (type === undefined || line.type === type) &&
        (ulid === undefined || (line.trace_id !== null && ulidOf(line.trace_id).startsWith(ulid))),
    });
    return c.json<EventsAnswer>({ ...answer, events: lines });
  });
  app.get("/api/events/:number", (c) => {
    const { number } = parsed(eventNumber, c.req.param());
    const { came, json } = tail.event(number);
    if (!came)
      throw new RequestError(
        404,
        `there is no event ${number}: fewer events have come since the dashboard began`,
      );
    if (json === undefined) throw new RequestError(404, `the event ${number} is no longer kept`);
    return c.json({ json });
  });
};
