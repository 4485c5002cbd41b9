#!/bin/sh
# With persistence, fauxqs loses an SQS message that is made visible again at once (ChangeMessageVisibility with a timeout
# of 0). The request fails with a 500, because the database refuses a null, and no receive gives the message any more. In memory,
# the same requests work. SQS documents a timeout of 0 as the way to show a message again:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
#
# Seen with fauxqs 2.4.1 and @aws-sdk/client-sqs 3.1169.0 on Node.js 24.21.0, Linux:
#   in memory: changed, then received: hello
#   with dataDir: 500 NOT NULL constraint failed: sqs_messages.approximate_receive_count, then received: nothing
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E fauxqs@2.4.1 @aws-sdk/client-sqs@3.1169.0 node@24.21.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { startFauxqs } from "fauxqs";

for (const [name, more] of [
  ["in memory", {}],
  ["with dataDir", { dataDir: "./data" }],
]) {
  const server = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false, ...more });
  const sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
  await sqs.send(new CreateQueueCommand({ QueueName: "letters" }));
  const QueueUrl = `http://127.0.0.1:${server.port}/000000000000/letters`;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
  const receive = async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? [];
  const [{ ReceiptHandle }] = await receive();
  const changed = await sqs
    .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
    .then(
      () => "changed",
      (error) => `${error.$metadata?.httpStatusCode} ${error.message}`,
    );
  const again = (await receive()).map(({ Body }) => Body).join() || "nothing";
  console.log(`${name}: ${changed}, then received: ${again}`);
  sqs.destroy();
  await server.stop();
}
process.exit(0);
JS

# fauxqs stores its data with node:sqlite, which Node.js 20 does not have.
node=node_modules/node/bin/node
seen=$("$node" try.mjs)
printf 'node %s\n%s\n' "$("$node" --version)" "$seen"
printf '%s\n' "$seen" | grep -q '^in memory: changed, then received: hello$'
printf '%s\n' "$seen" | grep -q '^with dataDir: 500 .*, then received: nothing$'
