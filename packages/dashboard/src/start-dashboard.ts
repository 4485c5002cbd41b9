import { getRequestListener } from "@hono/node-server";
import { listenOnLoopback } from "@paperledger/embedded/loopback-server";
import { errorAnswer } from "./api/error-answer.ts";
import { builtPage } from "./built-page/built-page.ts";
import type { DashboardContext } from "./dashboard-context.ts";
import { eventTail } from "./events/event-tail.ts";
import type { Job } from "./jobs/job.ts";
import { startJobs } from "./jobs/jobs.ts";
import { newToken } from "./server/action-token.ts";
import { dashboardApp } from "./server/app.ts";
import { SECURITY_HEADERS } from "./server/headers.ts";

/** A dashboard that runs. */
export interface Dashboard {
  /** Its address, such as `http://127.0.0.1:4700`. Only this machine can reach it. */
  readonly url: string;
  /** Cancels its jobs, and stops. Calls `hear` for each running job at once, and again when it has ended. */
  stop(hear?: (job: Job) => void): Promise<void>;
}

/**
 * Starts the dashboard: a page for people, on 127.0.0.1. It refuses requests from pages of other sites.
 *
 * @param port the port to listen on. If it is taken, or 0, any free port is used
 */
export async function startDashboard(context: DashboardContext, port = 0): Promise<Dashboard> {
  const jobs = startJobs(context);
  const tail = eventTail(context);
  const app = dashboardApp({ ...context, jobs, tail }, await builtPage(), newToken());
  const server = await listenOnLoopback(getRequestListener(app.fetch), {
    port,
    headers: SECURITY_HEADERS,
    faultBody: (message) => ({ type: "application/json", body: JSON.stringify(errorAnswer(message)) }),
  });
  return {
    url: server.endpoint,
    async stop(hear) {
      await jobs.stop(hear);
      await server.stop();
      await tail.stop();
    },
  };
}
