import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";

export interface Observability {
  readonly logger: Logger;
  /** Absent if the function has no metrics. */
  readonly metrics?: Metrics;
}

/**
 * Returns the middleware stack that every function has. It adds the request id to log lines, and writes metrics. At
 * level DEBUG it logs the event and the answer, without the paths in `omitPaths`.
 *
 * `timeoutEarlyInMillis: 0` stops middy from answering before the timeout. After such an answer, Lambda would
 * consider the invocation finished, and the handler would continue during the next invocation. Without it, Lambda
 * kills the process and logs "Task timed out".
 *
 * @see https://middy.js.org/docs/intro/early-interrupt
 */
export function observed(
  { logger, metrics }: Observability,
  { omitPaths = [] }: { readonly omitPaths?: readonly string[] } = {},
) {
  const stack = middy({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger))
    .use(loggingInvocations(logger, omitPaths));
  return metrics ? stack.use(logMetrics(metrics)) : stack;
}

/** Logs the event and the answer of each invocation at level DEBUG. At other levels, the library for that is not loaded. */
function loggingInvocations(logger: Logger, omitPaths: readonly string[]): middy.MiddlewareObj {
  async function atDebug(phase: "before" | "after" | "onError", request: middy.Request): Promise<void> {
    if (logger.getLevelName() !== "DEBUG") return;
    const { invocationLog } = await import("./invocation-log.ts");
    await invocationLog(logger, omitPaths)[phase]?.(request);
  }
  return {
    before: (request) => atDebug("before", request),
    after: (request) => atDebug("after", request),
    onError: (request) => atDebug("onError", request),
  };
}
