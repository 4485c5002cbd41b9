import type { Logger } from "@aws-lambda-powertools/logger";
import { findings, findingsText, type Probe } from "@paperledger/aws/probes/probe";
import type { Context } from "aws-lambda";
import {
  type Handler,
  INVOCATION_FAILED,
  loggingFailures,
  type TraceIdsOf,
} from "../observability/log-failures.ts";
import { type LogLevel, structuredLogger } from "../observability/structured-logger.ts";
import { tracingRuns } from "../observability/trace-runs.ts";
import { ConfigurationError } from "./read-environment.ts";

/** A function that is made of its configuration. */
export interface StartedFunction<Result> {
  readonly handler: Handler<Result>;
  /**
   * What shows, before the first event is handled, whether the function has all that it needs.
   *
   * @throws ConfigurationError for what shows without a request
   */
  probes(context: Context): readonly Probe[];
}

/** The name of a function in its log, its start, and the subject of its events. */
interface Starting<Config, Result> {
  readonly serviceName: string;
  readonly readConfig: (environment: NodeJS.ProcessEnv) => Config;
  /** Makes the function. Called as the module is loaded, which Lambda gives a whole CPU. */
  readonly start: (config: Config, logger: Logger) => StartedFunction<Result>;
  readonly traceIdsOf: TraceIdsOf;
}

/**
 * What Lambda calls: a handler that has been started. With a process's first event it makes sure that the environment says
 * all that the function needs, and that all of it is there and permitted. What is wrong is one line in the log, and the event is
 * not touched: the invocation fails, and Lambda tries it again. What AWS cannot tell just now is left to the handler, which
 * knows how to wait. Whatever fails an invocation, here or in the handler, leaves its line in the log.
 */
export function startingFunction<Config extends { readonly logLevel: LogLevel }, Result>({
  serviceName,
  readConfig,
  start,
  traceIdsOf,
}: Starting<Config, Result>): Handler<Result> {
  const started = attempt(() => {
    const config = readConfig(process.env);
    const logger = structuredLogger(serviceName, config.logLevel);
    return { logger, ...start(config, logger) };
  });
  const logger = started.value?.logger ?? structuredLogger(serviceName, "INFO");
  let isChecked = false;

  const handler: Handler<Result> = async (event, context) => {
    if (!started.value) throw started.error;
    if (!isChecked) await check(started.value.probes(context));
    isChecked = true;
    return started.value.handler(event, context);
  };
  const messageOf = () => (isChecked ? INVOCATION_FAILED : "The function cannot start");
  const traced = tracingRuns(handler, { serviceName, traceIdsOf, environment: process.env });
  return loggingFailures(traced, { logger, traceIdsOf, messageOf });
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
