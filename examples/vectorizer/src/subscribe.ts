// Makes the queue, its dead-letter queue, the rule on paperledger's bus and the table of claims. Running it again changes nothing.
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { patternFor } from "@paperledger/events";
import { queueNamed } from "./queues.ts";
import { MAX_RECEIVES, SETTINGS } from "./settings.ts";

const { busName, name, deadLettersName, claimsTable } = SETTINGS;
const FOURTEEN_DAYS_SECONDS = String(14 * 24 * 60 * 60);

const sqs = new SQSClient();
const deadLetters = await queueNamed(sqs, deadLettersName, { MessageRetentionPeriod: FOURTEEN_DAYS_SECONDS });
const queue = await queueNamed(sqs, name, {
  MessageRetentionPeriod: FOURTEEN_DAYS_SECONDS,
  VisibilityTimeout: "60",
  // consume.ts itself moves messages that fail, together with the cause. This policy is for a consumer that dies each time.
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: MAX_RECEIVES + 2 }),
});

const eventBridge = new EventBridgeClient();
const { RuleArn } = await eventBridge.send(
  new PutRuleCommand({
    Name: name,
    EventBusName: busName,
    EventPattern: JSON.stringify(patternFor("batch-done")),
  }),
);
// Allows only the rule to send to the queue.
const Policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queue.arn,
      Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
    },
  ],
});
await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { Policy } }));
const { FailedEntries = [] } = await eventBridge.send(
  new PutTargetsCommand({ Rule: name, EventBusName: busName, Targets: [{ Id: "queue", Arn: queue.arn }] }),
);
if (FailedEntries[0]) throw new Error(`the bus refuses the queue: ${FailedEntries[0].ErrorMessage}`);

const dynamoDb = new DynamoDBClient();
await dynamoDb
  .send(
    new CreateTableCommand({
      TableName: claimsTable,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "event_id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "event_id", AttributeType: "S" }],
    }),
  )
  .then(async () => {
    await waitUntilTableExists({ client: dynamoDb, maxWaitTime: 120 }, { TableName: claimsTable });
    const TimeToLiveSpecification = { AttributeName: "expires_at", Enabled: true };
    await dynamoDb.send(new UpdateTimeToLiveCommand({ TableName: claimsTable, TimeToLiveSpecification }));
  })
  .catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
console.log(`Events of bus ${busName} come to ${queue.url}`);
