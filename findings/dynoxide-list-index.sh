#!/bin/sh
# dynoxide stores NULLs that nobody wrote, if an update sets an element beyond the end of a list. DynamoDB appends the element to the
# end of the list: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html (SET)
#
# The request succeeds. A test against dynoxide that counts a list's elements finds another number than on AWS.
#
# Seen with dynoxide 1.2.1 and @aws-sdk/client-dynamodb 3.1169.0 on Node.js 20.20.2 and 24.21.0, Linux. dynalite 4.0.0, another
# embedded DynamoDB, does what DynamoDB documents:
#   dynoxide: [{"S":"first"},{"S":"second"},{"NULL":true},{"NULL":true},{"NULL":true},{"S":"new"}]
#   dynalite: [{"S":"first"},{"S":"second"},{"S":"new"}]
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
platform=$(node -p 'process.platform + "-" + process.arch')
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E \
  "@dynoxide/$platform@1.2.1" dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1169.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function startDynoxide() {
  const port = await freePort();
  const binary = `node_modules/@dynoxide/${process.platform}-${process.arch}/dynoxide`;
  const child = spawn(binary, ["serve", "--host", "127.0.0.1", "--port", String(port)]);
  process.once("exit", () => child.kill());
  await once(child.stderr, "data");
  return port;
}

async function startDynalite() {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

const TableName = "papers";
const Key = { id: { S: "paper" } };
for (const [name, start] of [
  ["dynoxide", startDynoxide],
  ["dynalite", startDynalite],
]) {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${await start()}`,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
  await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 30 }, { TableName });
  const authors = { L: [{ S: "first" }, { S: "second" }] };
  await client.send(new PutItemCommand({ TableName, Item: { ...Key, authors } }));
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: "SET authors[5] = :new",
      ExpressionAttributeValues: { ":new": { S: "new" } },
      ReturnValues: "ALL_NEW",
    }),
  );
  console.log(`${name}: ${JSON.stringify(Attributes.authors.L)}`);
}
process.exit(0);
JS

cat >expected <<'TEXT'
dynoxide: [{"S":"first"},{"S":"second"},{"NULL":true},{"NULL":true},{"NULL":true},{"S":"new"}]
dynalite: [{"S":"first"},{"S":"second"},{"S":"new"}]
TEXT
node --no-warnings try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
