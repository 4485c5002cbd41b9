import { SUBSCRIPTION_ACTIONS } from "@paperledger/aws/subscriptions/subscription-actions";

/** The permissions that `paperledger tail` needs on AWS. */
export const TAIL_PERMISSIONS = `On AWS, tail makes a rule and a queue of its own, both named paperledger-tail-..., and removes them. It needs
  on the rule:  ${SUBSCRIPTION_ACTIONS.rule.join(", ")}
  on the queue: ${SUBSCRIPTION_ACTIONS.queue.join(", ")}`;
