import type { StatementError } from "./statement-result.ts";

/**
 * What DynamoDB says where more is asked of it than it allows for now, of a statement in a batch and of a whole request.
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

/** How much of a request was throttled, by its statements' errors: 0 nothing, 1 all. */
export const throttledShare = (errors: readonly (StatementError | undefined)[]): number =>
  errors.filter((error) => isThrottling(error?.Code)).length / Math.max(errors.length, 1);
