/** AWS's list prices of us-east-1 in dollars, without any free tier. docs/operations.md names the source of each price. */
export const LIST_PRICES = {
  millionWriteUnits: 0.625,
  millionReadUnits: 0.125,
  /** The price on arm64. */
  lambdaGbSecond: 0.0000133334,
  millionInvocations: 0.2,
  millionEvents: 1,
  logGb: 0.5,
  /** The storage of DynamoDB. `recoverableGbMonth` is the price of point-in-time recovery. */
  tableGbMonth: 0.25,
  recoverableGbMonth: 0.2,
  bucketGbMonth: 0.023,
  /** The archive of EventBridge: the price of adding events, and then the price of storing them. */
  archivedGb: 0.1,
  archiveGbMonth: 0.023,
} as const;
