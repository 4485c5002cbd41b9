/** A statement that did not take effect for now, or whose effect is not known: its item has to be read and decided again. */
export interface Unsettled {
  readonly kind: "unsettled";
  /** The answer of the table. */
  readonly code: string;
  /** True if the next round has to wait. A write that lost to another one does not wait, because the other one is done. */
  readonly throttled: boolean;
}

/** The table will never take this item: trying again cannot help. */
export interface Rejected {
  readonly kind: "rejected";
  readonly reason: string;
  readonly message: string;
}

/** The table cannot be written to at all, whatever the item: it is not there, or access to it is denied. */
export class TableRefusedError extends Error {
  override readonly name = "TableRefusedError";
  readonly code: string;

  constructor(table: string, code: string, message: string) {
    super(
      `table ${table} refused every write (${code}: ${message}): ` +
        "check the table's name, and that the role may dynamodb:PartiQLInsert and dynamodb:PartiQLUpdate on it",
    );
    this.code = code;
  }
}

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
 * @throws TableRefusedError if it is no fault of the item
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
    // Throttled, or failed inside DynamoDB: whether it took effect shows when it is read again.
    default:
      return { kind: "unsettled", code: code ?? "unknown", throttled: true };
  }
}

const kebabCase = (code: string) => code.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
