import { BatchExecuteStatementCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { dynamoDbClient, emulatedAt } from "../clients/clients.ts";
import { statementBatch } from "./statement-batch.ts";

const requestSchema = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.instanceof(Uint8Array),
});

/** Returns the request that DynamoDB would get for a command. */
async function sent(command: BatchExecuteStatementCommand) {
  const requests: unknown[] = [];
  const client = dynamoDbClient(emulatedAt("http://127.0.0.1:1"));
  client.middlewareStack.add(
    () =>
      async ({ request }) => {
        requests.push(request);
        return { output: { $metadata: {} }, response: undefined };
      },
    { step: "finalizeRequest", priority: "low" },
  );
  await client.send(command);
  client.destroy();
  const [{ headers, body } = { headers: {}, body: new Uint8Array() }] = z
    .array(requestSchema)
    .parse(requests);
  return {
    input: JSON.parse(new TextDecoder().decode(body)),
    bytes: body.byteLength,
    header: (name: string) => new Map(Object.entries(headers)).get(name),
  };
}

const parameter = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", "\n\t\u0000\u007f", "é—😀\ud800", "</script>", "__proto__"),
  fc.integer(),
  fc.constant(null),
  fc.array(fc.string({ unit: "binary" })),
  fc.uint8Array(),
  fc.record({ trace_id: fc.string({ unit: "binary" }), record_number: fc.nat() }),
);
const statement = fc.record({
  Statement: fc.string({ minLength: 1 }),
  Parameters: fc.array(parameter, { minLength: 1 }),
});

test("any batch is sent in the same form in which the SDK sends it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 25 }), async (statements) => {
      const ours = await sent(statementBatch(statements));
      const theirs = await sent(new BatchExecuteStatementCommand(statementBatch(statements).input));
      expect(ours.input).toEqual(theirs.input);
      for (const header of ["content-type", "x-amz-target"])
        expect(ours.header(header)).toBe(theirs.header(header));
      expect(ours.header("content-length")).toBe(String(ours.bytes));
    }),
  );
});
