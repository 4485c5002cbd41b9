import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchExecuteStatementCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { failStatements } from "./dynamodb-faults.ts";

test("the statements that are run keep their answers, each in its place", async () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "us-east-1" }));
  failStatements(
    client,
    (_, place) => ({ 0: { code: "Refused" }, 2: { code: "Unsaid", afterEffect: true } })[place],
  );
  const sent: unknown[] = [];
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const statements = "Statements" in input ? (input.Statements ?? []) : [];
        sent.push(...statements.map(({ Statement }) => Statement));
        const Responses = statements.map(({ Statement }) => ({ TableName: Statement }));
        return { output: { $metadata: {}, Responses }, response: undefined };
      },
    { step: "initialize", priority: "low" },
  );
  const Statements = ["a", "b", "c", "d"].map((Statement) => ({ Statement }));
  const { Responses } = await client.send(new BatchExecuteStatementCommand({ Statements }));
  expect(sent).toEqual(["b", "c", "d"]);
  expect(Responses).toEqual([
    { Error: { Code: "Refused", Message: "injected" } },
    { TableName: "b" },
    { Error: { Code: "Unsaid", Message: "injected" } },
    { TableName: "d" },
  ]);
});
