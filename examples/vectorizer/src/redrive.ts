// Gives the dead letters back to the queue, and prints why each had failed. Run this after the cause is fixed.
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { queueNamed } from "./queues.ts";
import { SETTINGS } from "./settings.ts";

const sqs = new SQSClient();
const queue = await queueNamed(sqs, SETTINGS.name);
const deadLetters = await queueNamed(sqs, SETTINGS.deadLettersName);
let count = 0;
for (;;) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: deadLetters.url,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ["All"],
    }),
  );
  if (Messages.length === 0) break;
  for (const { Body, ReceiptHandle, MessageAttributes } of Messages) {
    console.log(`had failed: ${MessageAttributes?.ERROR_MESSAGE?.StringValue ?? "the consumer died"}`);
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: Body }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLetters.url, ReceiptHandle }));
    count += 1;
  }
}
console.log(`${count} events given back. npm start handles them`);
