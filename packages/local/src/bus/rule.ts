import { ACCOUNT_ID, REGION } from "@paperledger/embedded/account";
import { eventPattern } from "@paperledger/event-patterns/event-pattern";
import { type DeliveryQueue, type GiveUpReason, openDeliveryQueue } from "../delivery/delivery-queue.ts";
import type { Target } from "../delivery/target.ts";
import type { OnProblem } from "../on-problem.ts";

/** The options of a rule, which sends the events of a bus that match a pattern to a target. */
export interface RuleOptions {
  readonly name: string;
  readonly busName?: string;
  /** In EventBridge's pattern language. */
  readonly pattern: unknown;
  readonly target: Target;
  /** The number of retries if the target does not take an event. The default is EventBridge's: 185. */
  readonly maximumRetryAttempts?: number;
  /** An older event is given up. The default is EventBridge's: a day. */
  readonly maximumEventAgeMs?: number;
  /** Returns the wait after a number of failures. The default is a second, doubled with each further failure, up to a minute. */
  readonly retryDelayMs?: (failures: number) => number;
  /** Gets the events that are given up. */
  readonly deadLetter?: Target;
}

/** An open rule. */
export interface Rule extends Pick<DeliveryQueue, "idle" | "stop"> {
  readonly name: string;
  readonly busName: string;
  matches(event: unknown): boolean;
  /** Accepts an event. When this returns, the event survives a crash. @throws FileError if the event cannot be stored */
  accept(event: unknown): void;
}

interface RuleSurroundings {
  readonly folder?: string | undefined;
  readonly onProblem: OnProblem;
}

/**
 * Opens a rule. A target function has taken an event when the event is queued for asynchronous invocation. If the function then fails,
 * the rule does not try again, and the event does not go to the rule's dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @throws InvalidEventPatternError if the pattern is invalid
 */
export function openRule(
  {
    name,
    busName = "default",
    pattern,
    target,
    maximumRetryAttempts = 185,
    maximumEventAgeMs = 24 * 3_600_000,
    retryDelayMs = (failures) => Math.min(1_000 * 2 ** (failures - 1), 60_000),
    deadLetter,
  }: RuleOptions,
  { folder, onProblem }: RuleSurroundings,
): Rule {
  const matches = eventPattern(pattern);
  const ruleArn = `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${busName}/${name}`;
  const queue = openDeliveryQueue({
    name: `rule ${name}`,
    folder,
    maximumAgeMs: maximumEventAgeMs,
    retryDelayMs: (failures) => (failures > maximumRetryAttempts ? undefined : retryDelayMs(failures)),
    attempt: ({ payload }) => target.deliver(payload),
    async giveUp({ payload, failures }, reason, lastError) {
      await deadLetter?.deliver(payload, {
        RULE_ARN: ruleArn,
        TARGET_ARN: target.arn,
        ERROR_CODE: lastError instanceof Error ? lastError.name : "UNKNOWN",
        ERROR_MESSAGE: lastError instanceof Error ? lastError.message : String(lastError),
        EXHAUSTED_RETRY_CONDITION: EXHAUSTED[reason],
        RETRY_ATTEMPTS: String(Math.max(0, failures - 1)),
      });
      onProblem(new Error(`rule ${name} gave up on an event: ${reason}`, { cause: lastError }));
    },
    onProblem,
  });
  /** Stores the event in the rule's queue only if the target does not take it at once. That saves a write to the disk. */
  function accept(event: unknown): void {
    if (!takenBy(target, event)) queue.accept(event);
  }
  return { name, busName, matches, accept, idle: queue.idle, stop: queue.stop };
}

/** Offers an event to a target. Returns true if the target took it at once. */
function takenBy({ accept }: Target, event: unknown): boolean {
  if (!accept) return false;
  try {
    accept(event);
    return true;
  } catch {
    return false;
  }
}

const EXHAUSTED: Readonly<Record<GiveUpReason, string>> = {
  RetriesExhausted: "MaximumRetryAttempts",
  EventAgeExceeded: "MaximumEventAgeInSeconds",
};
