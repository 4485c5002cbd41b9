import { DeleteTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { TableNames } from "./table-definitions.ts";

/** Deletes the tables. For emulators and tests: on AWS the tables are the stacks'. */
export async function deleteTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  for (const TableName of Object.values(names)) await client.send(new DeleteTableCommand({ TableName }));
}
