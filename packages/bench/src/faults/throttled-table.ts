import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { UnitBucket } from "./unit-bucket.ts";

export interface Throttling {
  unitsTaken: number;
  statementsTaken: number;
  statementsThrottled: number;
}

/**
 * Makes the client's table one that allows only so many write units: a statement beyond that is not run and fails with
 * ThrottlingError, as DynamoDB answers it, while others of the same batch are written.
 *
 * @param unitsOf what a statement costs
 */
export function throttleStatements(
  client: DynamoDBDocumentClient,
  bucket: UnitBucket,
  unitsOf: (parameters: readonly unknown[]) => number,
): Throttling {
  const seen: Throttling = { unitsTaken: 0, statementsTaken: 0, statementsThrottled: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!("Statements" in args.input)) return next(args);
      const statements = args.input.Statements ?? [];
      const allowed = statements.map(({ Parameters = [] }) => {
        const units = unitsOf(Parameters);
        const isAllowed = bucket.take(units);
        if (isAllowed) {
          seen.unitsTaken += units;
          seen.statementsTaken++;
        } else seen.statementsThrottled++;
        return isAllowed;
      });
      const sent = statements.filter((_, place) => allowed[place]);
      const result =
        sent.length > 0 ? await next({ ...args, input: { ...args.input, Statements: sent } }) : undefined;
      const answers =
        result && "Responses" in result.output && Array.isArray(result.output.Responses)
          ? result.output.Responses
          : [];
      let answered = 0;
      const Responses = allowed.map((isAllowed) =>
        isAllowed ? (answers[answered++] ?? {}) : { Error: { Code: "ThrottlingError", Message: "injected" } },
      );
      return { output: { $metadata: {}, Responses }, response: undefined };
    },
    { step: "initialize", name: "throttleStatements" },
  );
  return seen;
}
