#!/bin/sh
# dynoxide compares the elements of a number set as text, so 2 and 2.0 are two numbers for it. It refuses to add 2.0 to a set that
# holds 2, and it removes nothing if 1.0 is to be deleted from a set that holds 1. The second request succeeds.
#
# DynamoDB trims zeros at both ends of a number, so these are the same number:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
# To add an element that a set already holds changes nothing:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html (ADD, DELETE)
#
# Seen with dynoxide 1.2.1 and @aws-sdk/client-dynamodb 3.1169.0 on Node.js 20.20.2 and 24.21.0, Linux. dynalite 4.0.0, another
# embedded DynamoDB, compares numbers:
#   dynoxide: add 2.0: ValidationException; delete 1.0: {"NS":["1","2"]}
#   dynalite: add 2.0: {"NS":["1","2"]}; delete 1.0: {"NS":["2"]}
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

async function startDynoxide() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
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

/** Puts a paper with the versions 1 and 2, changes the set, and returns the set afterwards, or the error's name. */
async function changed(client, action, number) {
  await client.send(new PutItemCommand({ TableName, Item: { ...Key, versions: { NS: ["1", "2"] } } }));
  const update = new UpdateItemCommand({
    TableName,
    Key,
    UpdateExpression: `${action} versions :number`,
    ExpressionAttributeValues: { ":number": { NS: [number] } },
    ReturnValues: "ALL_NEW",
  });
  return client.send(update).then(
    ({ Attributes }) => JSON.stringify({ NS: Attributes.versions.NS.toSorted() }),
    ({ name }) => name,
  );
}

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
  const [added, deleted] = [await changed(client, "ADD", "2.0"), await changed(client, "DELETE", "1.0")];
  console.log(`${name}: add 2.0: ${added}; delete 1.0: ${deleted}`);
}
process.exit(0);
JS

cat >expected <<'TEXT'
dynoxide: add 2.0: ValidationException; delete 1.0: {"NS":["1","2"]}
dynalite: add 2.0: {"NS":["1","2"]}; delete 1.0: {"NS":["2"]}
TEXT
node --no-warnings try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
