import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { startEmbeddedDynamoDb } from "./embedded-dynamodb.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-stream-index-"));
  file = join(folder, "dynamodb.sqlite");
});
afterAll(() => rm(folder, { recursive: true }));

async function ask(endpoint: string, operation: string, input: object): Promise<void> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "x-amz-date": "20260101T000000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=any",
    },
    body: JSON.stringify(input),
  });
  expect(response.status, await response.text()).toBe(200);
}

const runs = {
  TableName: "runs",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  BillingMode: "PAY_PER_REQUEST",
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
};

/** The queries that dynoxide sends to its stream records: with each write, and with each read of a stream. */
const QUESTIONS = [
  "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 'runs'",
  `SELECT new_image FROM _stream_records WHERE table_name = 'runs' AND shard_id = 's'
   AND CAST(sequence_number AS INTEGER) > 7 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 9`,
];

test("the stream records of a file are found by an index, those of a file from before as well, and keep their order", async () => {
  const first = await startEmbeddedDynamoDb({ file });
  await ask(first.endpoint, "CreateTable", runs);
  for (let nth = 0; nth < 12; nth++)
    await ask(first.endpoint, "PutItem", { TableName: "runs", Item: { id: { S: `${nth}` } } });
  await first.stop();

  const database = new DatabaseSync(file);
  database.exec("DROP INDEX stream_records_in_order");
  database.close();

  const second = await startEmbeddedDynamoDb({ file });
  await ask(second.endpoint, "PutItem", { TableName: "runs", Item: { id: { S: "12" } } });
  await second.stop();
  const indexed = new DatabaseSync(file, { readOnly: true });
  for (const question of QUESTIONS) {
    const [{ detail }] = z
      .tuple([z.object({ detail: z.string() })])
      .parse(indexed.prepare(`EXPLAIN QUERY PLAN ${question}`).all());
    expect(detail).toMatch(/^SEARCH .* INDEX stream_records_in_order/);
  }
  const numbers = indexed.prepare("SELECT sequence_number FROM _stream_records ORDER BY id").all();
  expect(numbers.map(({ sequence_number }) => Number(sequence_number))).toEqual(
    Array.from({ length: 13 }, (_, nth) => nth + 1),
  );
  indexed.close();
});
