/** The IAM actions that a temporary subscription needs. */
export const SUBSCRIPTION_ACTIONS = {
  rule: ["events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:DeleteRule"],
  queue: [
    "sqs:CreateQueue",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:DeleteQueue",
  ],
} as const;
