import type { CancellationReason, TransactionCanceledException } from "@aws-sdk/client-dynamodb";

/** Codes of an action that another writer was ahead of. */
const LOST_CODES = new Set(["ConditionalCheckFailed", "TransactionConflict"]);

/** Codes after which trying again helps. Any other reason of a cancelled transaction is an error. */
const CONTENTION_CODES = new Set([...LOST_CODES, "ThrottlingError", "ProvisionedThroughputExceeded", "None"]);

/** Tells whether another writer was ahead of an action. */
export const isLost = (reason: CancellationReason | undefined): boolean =>
  LOST_CODES.has(reason?.Code ?? "None");

/** Tells whether an action is a reason why a transaction was cancelled. */
export const isReason = (reason: CancellationReason | undefined): boolean =>
  (reason?.Code ?? "None") !== "None";

/** Tells whether a transaction was cancelled only for what trying again mends. */
export const isContention = ({ CancellationReasons = [] }: TransactionCanceledException): boolean =>
  CancellationReasons.every(({ Code }) => CONTENTION_CODES.has(Code ?? "None"));
