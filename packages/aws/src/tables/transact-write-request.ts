import { randomUUID } from "node:crypto";
import { type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { stringifyBody } from "../clients/json-body.ts";

/**
 * Returns the request for a transaction without binary values, whose body {@link stringifyBody} writes. Its token is the same in each retry of the SDK, so
 * DynamoDB does not repeat a transaction whose answer was lost.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems
 */
export function transactWriteRequest(TransactItems: TransactWriteItem[]): TransactWriteItemsCommand {
  const command = new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: randomUUID() });
  stringifyBody(command, { TransactItems: [] });
  return command;
}
