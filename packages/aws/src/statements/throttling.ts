import type { StatementError } from "./statement-result.ts";

/**
 * DynamoDB's error codes for throttling, of a statement in a batch and of a whole request.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const THROTTLING = new Set<string | undefined>([
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
]);

export const isThrottling = (code: string | undefined): boolean => THROTTLING.has(code);

/** Returns the share of statements that were throttled, from 0 (none) to 1 (all). */
export const throttledShare = (errors: readonly (StatementError | undefined)[]): number =>
  errors.filter((error) => isThrottling(error?.Code)).length / Math.max(errors.length, 1);
