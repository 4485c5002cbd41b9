import type { Hono } from "hono";
import type { DashboardContext } from "../dashboard-context.ts";
import type { EventTail } from "../events/event-tail.ts";
import type { Jobs } from "../jobs/jobs.ts";

/** Everything that the answers are made from. */
export interface ApiContext extends DashboardContext {
  readonly jobs: Jobs;
  readonly tail: EventTail;
}

/** Adds the paths of one part of the page to the server. All of them begin with `/api/`. */
export type AddApi = (app: Hono, context: ApiContext) => void;
