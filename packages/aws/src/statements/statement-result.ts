/** A statement that did not succeed now, or has an unknown result. Its item has to be read and decided again. */
export interface Unsettled {
  readonly kind: "unsettled";
  /** The answer of the table. */
  readonly code: string;
  /** True if the next round has to wait. A write that lost to another one does not wait, because the other one is done. */
  readonly throttled: boolean;
}

/** The table will never accept this item. A retry does not help. */
export interface Rejected {
  readonly kind: "rejected";
  readonly reason: string;
  readonly message: string;
}

/** Thrown if no item can be written, because the table does not exist or access is denied. */
export class TableRefusedError extends Error {
  override readonly name = "TableRefusedError";
  readonly code: string;

  constructor(table: string, code: string, message: string) {
    super(
      `table ${table} refused every write (${code}: ${message}): ` +
        "check the table's name, and that the role may dynamodb:PartiQLInsert on it, and dynamodb:PartiQLUpdate if items change",
    );
    this.code = code;
  }
}

/**
 * The needed part of a batch statement's error. `Code` may be any text, because the error of a whole request also
 * becomes a StatementError.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
 */
export interface StatementError {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
}

/**
 * Returns the result of a batch statement.
 *
 * @param written the outcome if the statement succeeded, that is, if there is no error
 * @throws TableRefusedError if every statement of the table would fail
 */
export function resultOfStatement<Written>(
  table: string,
  error: StatementError | undefined,
  written: Written,
): Written | Unsettled | Rejected {
  if (error === undefined) return written;
  const { Code: code, Message: message = "no message" } = error;
  switch (code) {
    case "ConditionalCheckFailed":
    case "DuplicateItem":
      return { kind: "unsettled", code, throttled: false };
    case "AccessDenied":
    case "ResourceNotFound":
      throw new TableRefusedError(table, code, message);
    case "ValidationError":
    case "ItemCollectionSizeLimitExceeded":
      return { kind: "rejected", reason: kebabCase(code), message: `DynamoDB says ${code}: ${message}` };
    // Throttled, or failed inside DynamoDB. The next read shows whether the statement succeeded.
    default:
      return { kind: "unsettled", code: code ?? "unknown", throttled: true };
  }
}

const kebabCase = (code: string) => code.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
