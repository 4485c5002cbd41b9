/** An answer of DynamoDB: its status and its JSON. */
export interface Reply {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The reason why a request, or a part of it, is refused. */
export type Refusal =
  | { readonly kind: "conflict" }
  | { readonly kind: "throttled"; readonly reason: ThrottlingReason; readonly resource: string };

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html */
type ThrottlingReason = `${"Table" | "Index"}${"Read" | "Write"}KeyRangeThroughputExceeded`;

const TYPE = "com.amazonaws.dynamodb.v20120810#";
const MESSAGES = {
  conflict: "Transaction is ongoing for the item",
  throttled: "Throughput exceeds the current capacity of your table or index",
} as const;

/**
 * Returns the answer to a single write or read.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export function refusedRequest(refusal: Refusal): Reply {
  const message = MESSAGES[refusal.kind];
  if (refusal.kind === "conflict")
    return { statusCode: 400, body: { __type: `${TYPE}TransactionConflictException`, message } };
  const { reason, resource } = refusal;
  return {
    statusCode: 400,
    body: { __type: `${TYPE}ThrottlingException`, message, throttlingReasons: [{ reason, resource }] },
  };
}

/**
 * Returns the answer to a transaction, with the reason of each of its actions.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function cancelledTransaction(refusals: readonly (Refusal | undefined)[]): Reply {
  const reasons = refusals.map((refusal) =>
    refusal
      ? {
          Code: refusal.kind === "conflict" ? "TransactionConflict" : "ThrottlingError",
          Message: MESSAGES[refusal.kind],
        }
      : { Code: "None" },
  );
  return {
    statusCode: 400,
    body: {
      __type: `${TYPE}TransactionCanceledException`,
      message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(", ")}]`,
      CancellationReasons: reasons,
    },
  };
}

/** Returns the answer to one statement of a batch. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html */
export const refusedStatement = ({ kind }: Refusal): object => ({
  Error: { Code: kind === "conflict" ? "TransactionConflict" : "ThrottlingError", Message: MESSAGES[kind] },
});

/** Sends a request to the DynamoDB behind the limits. */
export type Send = (operation: string, body: unknown) => Promise<Reply>;

export const isOk = ({ statusCode }: Reply): boolean => statusCode === 200;
