import { openDeliveryQueue } from "../delivery/delivery-queue.ts";
import type { Target } from "../delivery/target.ts";
import { asError, type OnProblem } from "../on-problem.ts";
import { InvocationFailedError, invocationRecord } from "./invocation-record.ts";
import type { LocalFunction } from "./local-function.ts";

export interface AsynchronousInvocationOptions {
  readonly function: LocalFunction;
  /** How many invocations may run at once. */
  readonly reservedConcurrency?: number;
  /** The waits before each retry; as many retries as waits. Lambda's own are one and two minutes. */
  readonly retryDelaysMs?: readonly number[];
  /** An event older than this is given up. Lambda's own is six hours. */
  readonly maximumEventAgeMs?: number;
  /** Gets the invocation record of each event that is given up. Without it they are only told of as a problem. */
  readonly onFailure?: Target;
  /** Keeps events that are not yet handled, so that the next start invokes the function with them again. */
  readonly folder?: string | undefined;
  readonly onProblem: OnProblem;
}

/** A function's queue of events. As a target, it takes an event and answers for it: the invocation comes later. */
export interface AsynchronousInvocations extends Target {
  /** Accepts an event and gives the request id of its invocations: the same for each of its attempts. */
  invoke(event: unknown): string;
  /** Resolves when no event is queued, being handled, or waiting for a retry. */
  idle(): Promise<void>;
  /** Begins no more invocations and waits for those that run. */
  stop(): Promise<void>;
}

const LAMBDA_RETRY_DELAYS_MS: readonly number[] = [60_000, 120_000];
const LAMBDA_MAXIMUM_EVENT_AGE_MS = 6 * 3_600_000;

/**
 * Lambda's asynchronous invocation: events are queued, a failing one is retried twice, and then goes to the on-failure
 * destination. The order is that of acceptance only where nothing fails and one runs at a time.
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
