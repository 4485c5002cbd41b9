import type { UpsertOutcome } from "@paperledger/core/papers/paper-store";
import { PaperStoreRefusedError } from "./paper-store-errors.ts";

/** What came of one paper in one round of an upsert: its outcome, or that it must be read and decided again. */
export type RoundResult = UpsertOutcome | Unsettled;

export interface Unsettled {
  readonly kind: "unsettled";
  /** What the table said. */
  readonly code: string;
  /** Whether to wait before the next round. A write that lost to another need not: the other is done. */
  readonly throttled: boolean;
}

export const isSettled = (result: RoundResult): result is UpsertOutcome => result.kind !== "unsettled";

/**
 * The part of a batch statement's error that counts. `Code` is any text: the error of a whole request may stand in its place.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
 */
export interface StatementError {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
}

/**
 * Reads what a batch statement's answer says.
 *
 * @param written the outcome if the statement took effect, which is if there is no error
 * @throws PaperStoreRefusedError if it is no fault of the paper
 */
export function resultOfStatement(
  table: string,
  error: StatementError | undefined,
  written: UpsertOutcome,
): RoundResult {
  if (error === undefined) return written;
  const { Code: code, Message: message = "no message" } = error;
  switch (code) {
    case "ConditionalCheckFailed":
    case "DuplicateItem":
      return { kind: "unsettled", code, throttled: false };
    case "AccessDenied":
    case "ResourceNotFound":
      throw new PaperStoreRefusedError(table, code, message);
    case "ValidationError":
    case "ItemCollectionSizeLimitExceeded":
      return { kind: "rejected", reason: kebabCase(code), message: `DynamoDB says ${code}: ${message}` };
    // Throttled, or failed inside DynamoDB: whether it took effect shows when it is read again.
    default:
      return { kind: "unsettled", code: code ?? "unknown", throttled: true };
  }
}

const kebabCase = (code: string) => code.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
