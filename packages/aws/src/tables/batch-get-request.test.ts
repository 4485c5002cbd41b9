import { Readable } from "node:stream";
import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dynamoDbClient, emulatedAt } from "../clients/clients.ts";
import { batchGetRequest } from "./batch-get-request.ts";
import { itemOfJson } from "./parsed-answer.ts";

const INPUT = { RequestItems: { papers: { Keys: [{ paper_id: { S: "arxiv:2401.00001" } }] } } };

/** Sends a command to a DynamoDB that has this answer. */
async function outputOf(command: BatchGetItemCommand, body: string, statusCode = 200) {
  const client = dynamoDbClient(emulatedAt("http://127.0.0.1:1"), { maxAttempts: 1 });
  client.middlewareStack.add(
    () => async () => ({
      response: {
        statusCode,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: Readable.from([Buffer.from(body)]),
      },
    }),
    { step: "deserialize", priority: "low", name: "answer" },
  );
  try {
    return await client.send(command);
  } finally {
    client.destroy();
  }
}

const base64 = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64"));
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map(String);
const text = fc.string({ unit: "grapheme" });
/** The SDK's unmarshall throws for an attribute named `__proto__`, so there is nothing to compare. */
const name = text.filter((each) => each !== "__proto__");
const { value: attributeValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.record({ S: text }),
    fc.record({ N: number }),
    fc.record({ B: base64 }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.array(text, { minLength: 1 }) }),
    fc.record({ NS: fc.array(number, { minLength: 1 }) }),
    fc.record({ BS: fc.array(base64, { minLength: 1 }) }),
    fc.record({ L: fc.array(tie("value")) }),
    fc.record({ M: fc.dictionary(name, tie("value")) }),
  ),
}));
const item = fc.dictionary(name, attributeValue, { maxKeys: 6 });

test("the items of any answer are the same as those that the SDK reads", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 5 }), async (items) => {
      const answer = JSON.stringify({ Responses: { papers: items } });
      const ours = await outputOf(batchGetRequest(INPUT), answer);
      const theirs = await outputOf(new BatchGetItemCommand(INPUT), answer);
      expect(ours.Responses?.papers?.map(itemOfJson)).toEqual(
        theirs.Responses?.papers?.map((each) => unmarshall(each, { wrapNumbers: Number })),
      );
    }),
  );
});

test("unprocessed keys and consumed capacity are the same as those of the SDK", async () => {
  const answer = JSON.stringify({
    Responses: {},
    UnprocessedKeys: INPUT.RequestItems,
    ConsumedCapacity: [{ TableName: "papers", CapacityUnits: 12.5 }],
  });
  const { $metadata: _, ...ours } = await outputOf(batchGetRequest(INPUT), answer);
  const { $metadata: __, ...theirs } = await outputOf(new BatchGetItemCommand(INPUT), answer);
  expect(ours).toEqual(theirs);
});

test.each([
  ["an error", 400, '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no"}'],
  ["an answer that is cut", 200, '{"Responses":{"papers":[{"paper_id":{"S":"arx'],
  ["an answer that is not JSON", 200, "<html>Bad gateway</html>"],
])("%s has the same error as in the SDK", async (_what, status, body) => {
  const theirs = await outputOf(new BatchGetItemCommand(INPUT), body, status).catch((error: Error) => error);
  const ours = outputOf(batchGetRequest(INPUT), body, status);
  await expect(ours).rejects.toMatchObject({
    name: theirs instanceof Error ? theirs.name : "no error",
    message: theirs instanceof Error ? theirs.message : "no error",
  });
});
