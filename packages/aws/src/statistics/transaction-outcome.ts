import type { CancellationReason, TransactionCanceledException } from "@aws-sdk/client-dynamodb";

/** The codes of an action that lost against another writer. */
const LOST_CODES = new Set(["ConditionalCheckFailed", "TransactionConflict"]);

/** The codes after which a retry helps. Any other code of a cancelled transaction is an error. */
const CONTENTION_CODES = new Set([...LOST_CODES, "ThrottlingError", "ProvisionedThroughputExceeded", "None"]);

/** Returns true if an action lost against another writer. */
export const isLost = (reason: CancellationReason | undefined): boolean =>
  LOST_CODES.has(reason?.Code ?? "None");

/** Returns true if this action caused the transaction to be cancelled. */
export const isReason = (reason: CancellationReason | undefined): boolean =>
  (reason?.Code ?? "None") !== "None";

/** Returns true if a retry can fix every reason why a transaction was cancelled. */
export const isContention = ({ CancellationReasons = [] }: TransactionCanceledException): boolean =>
  CancellationReasons.every(({ Code }) => CONTENTION_CODES.has(Code ?? "None"));
