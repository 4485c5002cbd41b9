import { expect, test } from "vitest";
import { documentClient, dynamoDbClient } from "./clients.ts";
import { eventBridgeClient } from "./event-bridge-client.ts";
import { sqsClient } from "./sqs-client.ts";
import { streamsClient } from "./streams-client.ts";

const at = { region: "us-east-1" };

test.each([
  ["documents", documentClient(dynamoDbClient(at))],
  ["events", eventBridgeClient(at)],
  ["queues", sqsClient(at)],
  ["streams", streamsClient(at)],
])("the client for %s does not copy requests and answers for a log", (_what, { middlewareStack }) => {
  expect(middlewareStack.identify().join(" ")).not.toContain("loggerMiddleware");
});
