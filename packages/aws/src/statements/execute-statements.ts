import { DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Statement } from "./statement.ts";
import { statementBatch } from "./statement-batch.ts";
import type { StatementError } from "./statement-result.ts";
import { isThrottling } from "./throttling.ts";

/**
 * Sends statements, up to 25, as one request. Gives each one's error, or undefined where it took effect. A request that
 * was throttled as a whole, for longer than the SDK tries, comes as that error of each statement.
 *
 * Where DynamoDB refuses the request as a whole (one value in it cannot be read, or all is too long), halves of it are
 * sent instead, until the statement at fault stands alone and the others are written.
 *
 * @throws the SDK's error where the request as a whole failed otherwise: unreachable, denied
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
