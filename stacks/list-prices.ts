/** Dollars at AWS's list prices of us-east-1, without any free tier: docs/operations.md says where each was looked up. */
export const LIST_PRICES = {
  millionWriteUnits: 0.625,
  millionReadUnits: 0.125,
  /** On arm64. */
  lambdaGbSecond: 0.0000133334,
  millionInvocations: 0.2,
  millionEvents: 1,
  logGb: 0.5,
  /** DynamoDB's storage, and its recovery to any second. */
  tableGbMonth: 0.25,
  recoverableGbMonth: 0.2,
  bucketGbMonth: 0.023,
  /** EventBridge's archive: putting an event into it, and keeping it. */
  archivedGb: 0.1,
  archiveGbMonth: 0.023,
} as const;
