import { DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Statement } from "./statement.ts";
import { statementBatch } from "./statement-batch.ts";
import type { StatementError } from "./statement-result.ts";
import { isThrottling } from "./throttling.ts";

/** The most statements in a request. */
export const MAX_STATEMENTS = 25;

/**
 * Sends up to {@link MAX_STATEMENTS} statements in one request. Returns the error of each statement, or undefined if it succeeded. If the
 * whole request is throttled and the SDK's retries are used up, each statement has this error.
 *
 * DynamoDB refuses a whole request if it cannot read a value, or if the request is too large. Then the two halves are
 * sent, and so on, until the wrong statement is alone and the others are written.
 *
 * @throws the SDK's error if the whole request failed in another way, such as a broken connection or a denied
 * permission
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export async function executeStatements(
  client: DynamoDBDocumentClient,
  statements: readonly Statement[],
): Promise<readonly (StatementError | undefined)[]> {
  try {
    const { Responses = [] } = await client.send(statementBatch(statements));
    return statements.map((_, index) => (Responses[index] ? Responses[index].Error : NO_ANSWER));
  } catch (error) {
    if (isThrottlingOfRequest(error))
      return statements.map(() => ({ Code: error.name, Message: error.message }));
    if (!isRefusalOfRequest(error)) throw error;
    if (statements.length === 1)
      return [{ Code: "ValidationError", Message: `${error.name}: ${error.message}` }];
    const half = Math.ceil(statements.length / 2);
    return [
      ...(await executeStatements(client, statements.slice(0, half))),
      ...(await executeStatements(client, statements.slice(half))),
    ];
  }
}

const NO_ANSWER: StatementError = { Code: "InternalServerError", Message: "no answer for this statement" };

const isThrottlingOfRequest = (error: unknown): error is DynamoDBServiceException =>
  error instanceof DynamoDBServiceException && isThrottling(error.name);

const isRefusalOfRequest = (error: unknown): error is DynamoDBServiceException =>
  error instanceof DynamoDBServiceException &&
  (error.name === "ValidationException" ||
    error.name === "SerializationException" ||
    error.$metadata.httpStatusCode === 413);
