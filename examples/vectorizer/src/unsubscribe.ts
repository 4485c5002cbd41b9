// Removes the rule and the queue. Keeps the dead letters, the claims and the index.
import { DeleteRuleCommand, EventBridgeClient, RemoveTargetsCommand } from "@aws-sdk/client-eventbridge";
import { DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { queueNamed } from "./queues.ts";
import { SETTINGS } from "./settings.ts";

const { name, busName: EventBusName } = SETTINGS;
const eventBridge = new EventBridgeClient();
await eventBridge.send(new RemoveTargetsCommand({ Rule: name, EventBusName, Ids: ["queue"] }));
await eventBridge.send(new DeleteRuleCommand({ Name: name, EventBusName }));
const sqs = new SQSClient();
await sqs.send(new DeleteQueueCommand({ QueueUrl: (await queueNamed(sqs, name)).url }));
console.log(`No more events of bus ${EventBusName} come to ${name}`);
