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

/** A function that has read its configuration. */
export interface StartedFunction<Result> {
  readonly handler: Handler<Result>;
  /**
   * Returns the probes that run before the first event.
   *
   * @throws ConfigurationError if the configuration is wrong in a way that needs no probe
   */
  probes(context: Context): readonly Probe[];
}

/** The parts of a function that {@link startingFunction} joins. */
interface Starting<Config, Result> {
  readonly serviceName: string;
  readonly readConfig: (environment: NodeJS.ProcessEnv) => Config;
  /** Makes the function. It runs while the module is loaded, because Lambda gives a whole CPU to this phase. */
  readonly start: (config: Config, logger: Logger) => StartedFunction<Result>;
  readonly traceIdsOf: TraceIdsOf;
}

/**
 * Starts a function and returns the handler that Lambda calls. Before the first event of a process, it checks that
 * the environment is complete, and that all resources exist and are permitted. If something is missing, it logs one
 * line and does not handle the event. The invocation fails, and Lambda tries it again. If a probe gets no clear
 * answer from AWS, the handler still runs, because it retries by itself. Every failed invocation leaves a line in the
 * log.
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

/** @throws ConfigurationError that names every problem and says what to set */
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
