import { openDeliveryQueue } from "../delivery/delivery-queue.ts";
import type { Target } from "../delivery/target.ts";
import { asError, type OnProblem } from "../on-problem.ts";
import { InvocationFailedError, invocationRecord } from "./invocation-record.ts";
import type { LocalFunction } from "./local-function.ts";

export interface AsynchronousInvocationOptions {
  readonly function: LocalFunction;
  /** The most invocations at the same time. */
  readonly reservedConcurrency?: number;
  /** The wait before each retry. There are as many retries as waits. Lambda waits one minute and two minutes. */
  readonly retryDelaysMs?: readonly number[];
  /** An older event is given up. Lambda's limit is six hours. */
  readonly maximumEventAgeMs?: number;
  /** Gets the invocation record of each event that is given up. Without it, such an event is only reported as a problem. */
  readonly onFailure?: Target;
  /** The folder for events that are not handled yet. The next start invokes the function with them again. */
  readonly folder?: string | undefined;
  readonly onProblem: OnProblem;
}

/** A function's queue of events. As a target, it accepts an event and invokes the function later. */
export interface AsynchronousInvocations extends Target {
  /** Accepts an event. Returns the request id, which is the same for every attempt. */
  invoke(event: unknown): string;
  /** Resolves when no event is queued, in progress, or waiting for a retry. */
  idle(): Promise<void>;
  /** Begins no more invocations, and waits for those in progress. */
  stop(): Promise<void>;
}

const LAMBDA_RETRY_DELAYS_MS: readonly number[] = [60_000, 120_000];
const LAMBDA_MAXIMUM_EVENT_AGE_MS = 6 * 3_600_000;

/**
 * Returns Lambda's asynchronous invocation of a function. Events are queued. An event that fails is retried twice, and then sent to
 * the on-failure destination. Events keep their order only if nothing fails and one invocation runs at a time.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function asynchronousInvocations({
  function: fn,
  reservedConcurrency = 10,
  retryDelaysMs = LAMBDA_RETRY_DELAYS_MS,
  maximumEventAgeMs = LAMBDA_MAXIMUM_EVENT_AGE_MS,
  onFailure,
  folder,
  onProblem,
}: AsynchronousInvocationOptions): AsynchronousInvocations {
  const queue = openDeliveryQueue({
    name: `function ${fn.name}`,
    folder,
    concurrency: reservedConcurrency,
    maximumAgeMs: maximumEventAgeMs,
    retryDelayMs: (failures) => retryDelaysMs[failures - 1],
    async attempt({ id, payload, failures }) {
      const outcome = await fn.invoke(payload, id);
      if (outcome.kind === "succeeded") return;
      throw new InvocationFailedError(fn.name, id, failures + 1, outcome.error);
    },
    onFailure: (error) => onProblem(asError(error)),
    async giveUp(delivery, condition, lastError) {
      await onFailure?.deliver(invocationRecord({ functionArn: fn.arn, delivery, condition, lastError }));
    },
    onProblem,
  });
  return {
    arn: fn.arn,
    invoke: queue.accept,
    accept: queue.accept,
    deliver: async (event) => void queue.accept(event),
    idle: queue.idle,
    stop: queue.stop,
  };
}
