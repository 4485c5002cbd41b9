import { Hono } from "hono";
import type { ErrorAnswer } from "../api/answers.ts";
import type { AddApi, ApiContext } from "../api/api.ts";
import { addDeadLettersApi } from "../api/dead-letters-api.ts";
import { errorAnswer } from "../api/error-answer.ts";
import { addEventsApi } from "../api/events-api.ts";
import { addJobsApi } from "../api/jobs-api.ts";
import { addPapersApi } from "../api/papers-api.ts";
import { addPlaceApi } from "../api/place-api.ts";
import { RequestError } from "../api/request-error.ts";
import { addRunApi } from "../api/run-api.ts";
import { addRunsApi } from "../api/runs-api.ts";
import { addSearchApi } from "../api/search-api.ts";
import { addStatisticsApi } from "../api/statistics-api.ts";
import { addStatusApi } from "../api/status-api.ts";
import type { BuiltPage } from "../built-page/built-page.ts";
import { isToken, TOKEN_HEADER } from "./action-token.ts";

const APIS: readonly AddApi[] = [
  addPlaceApi,
  addStatusApi,
  addRunsApi,
  addSearchApi,
  addRunApi,
  addDeadLettersApi,
  addJobsApi,
  addStatisticsApi,
  addPapersApi,
  addEventsApi,
];

/** The methods that only read. Hono answers HEAD as GET, without the body. */
const READING: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * Returns the HTTP application, which serves the page and answers its requests.
 *
 * A request that does more than read needs the token of this start. An error of the ledger is answered with 503 and a text for
 * people, and the page asks again later.
 */
export function dashboardApp(context: ApiContext, page: BuiltPage, token: string): Hono {
  const app = new Hono();
  app.use("/api/*", async (c, next) => {
    if (!READING.has(c.req.method) && !isToken(c.req.header(TOKEN_HEADER), token))
      return c.json<ErrorAnswer>(
        errorAnswer("this page is of an earlier start of the dashboard: load it again"),
        403,
      );
    return next();
  });
  for (const add of APIS) add(app, context);
  app.get("/", (c) => c.html(page.html(token)));
  app.get("/assets/:name", (c) => {
    const asset = page.asset(c.req.param("name"));
    if (!asset) return c.notFound();
    // The name of an asset contains a hash of its content.
    return c.body(asset.content, 200, { "content-type": asset.type });
  });
  app.notFound((c) => c.json<ErrorAnswer>(errorAnswer(`there is nothing at ${c.req.path}`), 404));
  app.onError((error, c) =>
    error instanceof RequestError
      ? c.json<ErrorAnswer>(errorAnswer(error.message), error.status)
      : c.json<ErrorAnswer>(errorAnswer(context.errorText(error)), 503),
  );
  return app;
}
