import * as z from "zod";
import { actionSchema } from "../jobs/action-schema.ts";
import type { Job } from "../jobs/job.ts";
import type { JobsAnswer } from "./answers.ts";
import type { AddApi } from "./api.ts";
import { checkRange } from "./moment.ts";
import { parsed } from "./parsed.ts";
import { RequestError } from "./request-error.ts";
import { wholeNumber } from "./whole-number.ts";

/** The list of jobs has only the last lines of each. */
const LINES_IN_LIST = 12;

const inList = (job: Job): Job => ({ ...job, lines: job.lines.slice(-LINES_IN_LIST) });

const jobId = z.object({ id: wholeNumber(1) });

/** Lists jobs, starts them and cancels them. Starting and cancelling need the token. */
export const addJobsApi: AddApi = (app, { jobs, now }) => {
  const answer = (): JobsAnswer => ({ jobs: jobs.all().map(inList) });
  app.get("/api/jobs", (c) => c.json<JobsAnswer>(answer()));
  app.get("/api/jobs/:id", (c) => {
    const { id } = parsed(jobId, c.req.param());
    const job = jobs.all().find((each) => each.id === id);
    if (!job) throw new RequestError(404, `there is no job ${id}`);
    return c.json<Job>(job);
  });
  app.post("/api/jobs", async (c) => {
    const body = await c.req.json().catch((cause: unknown) => {
      throw new RequestError(400, "the body is not JSON", { cause });
    });
    const action = parsed(actionSchema, body);
    if ("since" in action) checkRange({ from: new Date(action.since) }, now());
    return c.json(jobs.start(action), 201);
  });
  app.post("/api/jobs/:id/cancel", (c) => {
    const { id } = parsed(jobId, c.req.param());
    if (!jobs.cancel(id)) throw new RequestError(404, `there is no job ${id}`);
    return c.json<JobsAnswer>(answer());
  });
};
