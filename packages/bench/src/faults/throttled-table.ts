import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { failStatements } from "@paperledger/faults/dynamodb-faults";
import type { UnitBucket } from "./unit-bucket.ts";

export interface Throttling {
  unitsTaken: number;
  statementsTaken: number;
  statementsThrottled: number;
}

/**
 * Limits the client's table to the write units of the bucket. A statement beyond the limit is not run and fails with
 * ThrottlingError, as in DynamoDB. Other statements of the same batch are written.
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
