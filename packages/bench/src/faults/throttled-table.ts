import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { failStatements } from "@paperledger/faults/dynamodb-faults";
import type { UnitBucket } from "./unit-bucket.ts";

export interface Throttling {
  unitsTaken: number;
  statementsTaken: number;
  statementsThrottled: number;
}

/**
 * Makes the client's table allow only the write units of the bucket. A statement beyond them is not run and fails with
 * ThrottlingError, as DynamoDB answers it, while others of the same batch are written.
 */
export function throttleStatements(
  client: DynamoDBDocumentClient,
  bucket: UnitBucket,
  unitsPerStatement: number,
): Throttling {
  const seen: Throttling = { unitsTaken: 0, statementsTaken: 0, statementsThrottled: 0 };
  failStatements(client, () => {
    if (!bucket.take(unitsPerStatement)) {
      seen.statementsThrottled++;
      return { code: "ThrottlingError" };
    }
    seen.unitsTaken += unitsPerStatement;
    seen.statementsTaken++;
    return undefined;
  });
  return seen;
}
