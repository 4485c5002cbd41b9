import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";

/** Capacity units, as the database itself counted them. */
export interface Consumed {
  writeUnits: number;
  readUnits: number;
}

const READS = new Set(["BatchGetItemCommand", "GetItemCommand", "QueryCommand", "ScanCommand"]);

/** Asks for the consumed capacity with every request of the client, and sums it. */
export function watchConsumed(client: DynamoDBDocumentClient): Consumed {
  const consumed: Consumed = { writeUnits: 0, readUnits: 0 };
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const input = { ...args.input, ReturnConsumedCapacity: "TOTAL" as const };
        const result = await next({ ...args, input });
        const units = unitsOf(result.output);
        consumed[READS.has(commandName) ? "readUnits" : "writeUnits"] += units;
        return result;
      },
    { step: "initialize", name: "watchConsumed", priority: "low" },
  );
  return consumed;
}

function unitsOf(output: object): number {
  const { ConsumedCapacity: told } = consumedSchema.parse(output);
  return [told ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

const capacitySchema = z.object({ CapacityUnits: z.number().optional() });
const consumedSchema = z.object({
  ConsumedCapacity: z.union([capacitySchema, z.array(capacitySchema)]).optional(),
});

/** On-demand prices of DynamoDB in us-east-1 since November 2024, in US dollars. @see https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const PRICE = { perWriteUnit: 0.625e-6, perReadUnit: 0.125e-6 };

export const dollars = ({ writeUnits, readUnits }: Consumed): number =>
  writeUnits * PRICE.perWriteUnit + readUnits * PRICE.perReadUnit;
