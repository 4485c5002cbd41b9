import type { Logger } from "@aws-lambda-powertools/logger";
import inputOutputLogger from "@middy/input-output-logger";

/** Returns the middleware that logs the event and the answer of an invocation, without the paths in `omitPaths`. */
export const invocationLog = (logger: Logger, omitPaths: readonly string[]) =>
  inputOutputLogger({
    logger: (message) => logger.debug("Invocation", { invocation: message }),
    omitPaths: [...omitPaths],
  });
