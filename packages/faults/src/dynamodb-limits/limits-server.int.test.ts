import { CreateTableCommand, DynamoDBClient, ThrottlingException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { dynamoDbLimits } from "./dynamodb-limits.ts";
import { startLimitsServer } from "./limits-server.ts";

test("clients of one server share the limits, and what is admitted is done", async () => {
  const dynamoDb = await startEmbeddedDynamoDb();
  onTestFinished(dynamoDb.stop);
  const server = await startLimitsServer(dynamoDb.endpoint, dynamoDbLimits({ nowMs: () => 0 }));
  onTestFinished(server.stop);
  const [one, other] = [newClient(server.endpoint), newClient(server.endpoint)];
  await one.send(
    new CreateTableCommand({
      TableName: "shared",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
  const Item = { id: "hot", text: "x".repeat(200 * 1_024 - 100) };
  const put = (client: DynamoDBDocumentClient) => client.send(new PutCommand({ TableName: "shared", Item }));
  for (const client of [one, other, one, other, one]) await put(client);
  await expect(put(other)).rejects.toThrow(ThrottlingException);
  expect((await other.send(new GetCommand({ TableName: "shared", Key: { id: "hot" } }))).Item).toEqual(Item);
});

function newClient(endpoint: string): DynamoDBDocumentClient {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    }),
  );
  onTestFinished(() => client.destroy());
  return client;
}
