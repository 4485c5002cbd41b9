import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { ClaimedObject } from "@paperledger/core/runs/object-claims";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { claimKey } from "./attempt-item.ts";
import { ClaimItemError, dynamoDbObjectClaims } from "./object-claims.ts";

const dynamoDb = await tablesForFile();

const table = TEST_TABLES.attempts;
const client = () => testClient(dynamoDb.endpoint);
const runAt = (eventTimeMs: number) =>
  traceIdOf({ bucket: "raw", key: "raw-data/a", version: "1", eventTimeMs });
const [first, second] = [runAt(1), runAt(2)];

test("the first run that claims an object gets it, and every other run gets the id of that run", async () => {
  const claims = dynamoDbObjectClaims({ client: client(), table });
  const object = { bucket: "raw", key: "raw-data/a", version: "v1" };
  expect(await claims.claim(object, first)).toBe(first);
  expect(await claims.claim(object, second)).toBe(first);
  expect(await claims.claim(object, first)).toBe(first);
  const { Items } = await client().send(new ScanCommand({ TableName: table }));
  expect(Items).toEqual([{ pk: "object#raw/raw-data/a", sk: "claim#v1", trace_id: first }]);
});

test.each<[string, Partial<ClaimedObject>]>([
  ["bucket", { bucket: "other" }],
  ["key", { key: "raw-data/b" }],
  ["version", { version: "v2" }],
])("another %s is another object", async (_what, other) => {
  const claims = dynamoDbObjectClaims({ client: client(), table });
  const object = { bucket: "raw", key: "raw-data/c", version: "v1" };
  expect(await claims.claim(object, first)).toBe(first);
  expect(await claims.claim({ ...object, ...other }, second)).toBe(second);
});

test("if many claim an object at once, all get the id of the same run", async () => {
  const object = { bucket: "raw", key: "raw-data/many", version: "v1" };
  const runs = Array.from({ length: 20 }, (_, n) => runAt(n));
  const winners = await Promise.all(
    runs.map((run) => dynamoDbObjectClaims({ client: client(), table }).claim(object, run)),
  );
  expect(new Set(winners).size).toBe(1);
  expect(runs).toContain(winners[0]);
});

test("an item that does not name a run is an error that says what to do", async () => {
  const object = { bucket: "raw", key: "raw-data/broken", version: "v1" };
  await client().send(new PutCommand({ TableName: table, Item: { ...claimKey(object), trace_id: "none" } }));
  const claim = dynamoDbObjectClaims({ client: client(), table }).claim(object, first);
  await expect(claim).rejects.toThrow(ClaimItemError);
  await expect(claim).rejects.toThrow(/object#raw\/raw-data\/broken.*delete it/);
});
