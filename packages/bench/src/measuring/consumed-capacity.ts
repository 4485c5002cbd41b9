import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";

/** The consumed capacity units, as the database counted them. */
export interface Consumed {
  writeUnits: number;
  readUnits: number;
}

const READS = new Set(["BatchGetItemCommand", "GetItemCommand", "QueryCommand", "ScanCommand"]);

/**
 * Asks for the consumed capacity with every request of the client, and adds it up.
 *
 * @param table the table whose capacity is added up. Without it, the capacity of all tables is added up
 */
export function watchConsumed(client: DynamoDBDocumentClient, table?: string): Consumed {
  const consumed: Consumed = { writeUnits: 0, readUnits: 0 };
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const input = { ...args.input, ReturnConsumedCapacity: "TOTAL" as const };
        const result = await next({ ...args, input });
        const units = unitsOf(result.output, table);
        consumed[READS.has(commandName) ? "readUnits" : "writeUnits"] += units;
        return result;
      },
    { step: "initialize", priority: "low" },
  );
  return consumed;
}

function unitsOf(output: object, table: string | undefined): number {
  const { ConsumedCapacity: told } = consumedSchema.parse(output);
  return [told ?? []]
    .flat()
    .filter(({ TableName }) => table === undefined || TableName === table)
    .reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

const capacitySchema = z.object({ TableName: z.string().optional(), CapacityUnits: z.number().optional() });
const consumedSchema = z.object({
  ConsumedCapacity: z.union([capacitySchema, z.array(capacitySchema)]).optional(),
});

/** On-demand prices of DynamoDB in us-east-1 since November 2024, in US dollars. @see https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const PRICE = { perWriteUnit: 0.625e-6, perReadUnit: 0.125e-6 };

export const dollars = ({ writeUnits, readUnits }: Consumed): number =>
  writeUnits * PRICE.perWriteUnit + readUnits * PRICE.perReadUnit;
