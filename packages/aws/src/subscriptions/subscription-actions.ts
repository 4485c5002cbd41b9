/** Everything that a temporary subscription asks of AWS, for an IAM policy. */
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
