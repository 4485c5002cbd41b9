import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import inputOutputLogger from "@middy/input-output-logger";

export interface Observability {
  readonly logger: Logger;
  /** Absent in a function that has no metrics of its own. */
  readonly metrics?: Metrics;
}

/**
 * Returns the middleware stack that every function has: logs with the request id, metrics, and at level DEBUG the
 * event and the answer without the paths in `omitPaths`.
 *
 * middy does not answer for a handler whose time is up (`timeoutEarlyInMillis: 0`). If it did, Lambda would take the
 * invocation for over, and its handler would go on in the next one. So Lambda ends the process, and says "Task timed out".
 *
 * @see https://middy.js.org/docs/intro/early-interrupt
 */
export function observed(
  { logger, metrics }: Observability,
  { omitPaths = [] }: { readonly omitPaths?: readonly string[] } = {},
) {
  const stack = middy({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger))
    .use(
      inputOutputLogger({
        logger: (message) => logger.debug("Invocation", { invocation: message }),
        omitPaths: [...omitPaths],
      }),
    );
  return metrics ? stack.use(logMetrics(metrics)) : stack;
}
