import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import { createTableInput, TABLE_SHAPES, type TableNames } from "./table-definitions.ts";

/** Creates each table that does not exist yet. It is for emulators, because the stacks create the tables on AWS. */
export async function createTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  const tables = Object.keys(TABLE_SHAPES) as (keyof TableNames)[];
  await Promise.all(
    tables.map((table) =>
      client
        .send(new CreateTableCommand(createTableInput(names[table], TABLE_SHAPES[table])))
        .catch((error) => {
          if (!(error instanceof ResourceInUseException)) throw error;
        }),
    ),
  );
}

/** Deletes the tables. It is for emulators and tests, because the stacks own the tables on AWS. */
export async function deleteTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  for (const TableName of Object.values(names)) await client.send(new DeleteTableCommand({ TableName }));
}
