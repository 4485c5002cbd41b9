import type { Logger } from "@aws-lambda-powertools/logger";
import { findings, findingsText, type Probe } from "@paperledger/aws/probes/probe";
import type { Context } from "aws-lambda";
import { ConfigurationError } from "../environment/read-environment.ts";
import { asError } from "../observability/as-error.ts";
import { type LogLevel, structuredLogger } from "../observability/structured-logger.ts";

type Handler<Result> = (event: unknown, context: Context) => Promise<Result>;

/** A function that is made of its configuration. */
export interface StartedFunction<Result> {
  readonly handler: Handler<Result>;
  /** What shows, before the first event is handled, whether the function has all that it needs. */
  probes(context: Context): readonly Probe[];
}

/**
 * What Lambda calls: a handler that has been started. With a process's first event it makes sure that the environment says
 * all that the function needs, and that all of it is there and permitted. What is wrong is one line in the log, and the event is
 * not touched: the invocation fails, and Lambda tries it again. What AWS cannot tell just now is left to the handler, which
 * knows how to wait.
 *
 * @param readConfig from the environment
 * @param start makes the function; called as the module is loaded, which Lambda gives a whole CPU
 */
export function startingFunction<Config extends { readonly logLevel: LogLevel }, Result>(
  serviceName: string,
  readConfig: (environment: NodeJS.ProcessEnv) => Config,
  start: (config: Config, logger: Logger) => StartedFunction<Result>,
): Handler<Result> {
  const started = attempt(() => {
    const config = readConfig(process.env);
    const logger = structuredLogger(serviceName, config.logLevel);
    return { logger, ...start(config, logger) };
  });
  const logger = started.value?.logger ?? structuredLogger(serviceName, "INFO");
  let isChecked = false;

  return async (event, context) => {
    try {
      if (!started.value) throw started.error;
      if (!isChecked) await check(started.value.probes(context));
      isChecked = true;
    } catch (error) {
      logger.addContext(context);
      logger.error("The function cannot start", { error: asError(error) });
      throw error;
    }
    return started.value.handler(event, context);
  };
}

/** @throws ConfigurationError that names everything at fault, and what to set */
async function check(probes: readonly Probe[]): Promise<void> {
  const found = await findings(probes);
  if (found.length === 0) return;
  throw new ConfigurationError(findingsText(found), { cause: found[0]?.cause });
}

type Attempt<Value> = { readonly value: Value } | { readonly value: undefined; readonly error: unknown };

function attempt<Value>(make: () => Value): Attempt<Value> {
  try {
    return { value: make() };
  } catch (error) {
    return { value: undefined, error };
  }
}
