import { describe, expect, test } from "vitest";
import { inputsOf } from "./testing/evaluated.ts";
import { statementsOf } from "./testing/permissions.ts";
import { STAGES } from "./testing/targets.ts";

describe.each(STAGES)("in stage %s", (stage) => {
  const deadLetters = expect.stringMatching(/:sqs:.*VectorizerDeadLettersQueue/);

  test("the rule matches batch-done events", () => {
    const { eventPattern, eventBusName } = inputsOf(
      stage,
      "aws:cloudwatch/eventRule:EventRule",
      "VectorizerRule",
    );
    expect(JSON.parse(String(eventPattern))).toEqual({
      source: ["paperledger"],
      "detail-type": ["paper-batch.batch-done"],
    });
    expect(eventBusName).toBe(inputsOf(stage, "aws:cloudwatch/eventBus:EventBus", "EventsBus").name);
  });

  test("an event that EventBridge cannot deliver is tried for a day, and then kept", () => {
    expect(inputsOf(stage, "aws:cloudwatch/eventTarget:EventTarget", "VectorizerTarget")).toMatchObject({
      arn: expect.stringMatching(/:function:paperledger-[a-z]+-vectorizer$/),
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: deadLetters },
    });
  });

  test("an event on which the function fails is tried three times, and then kept in the same queue", () => {
    expect(
      inputsOf(
        stage,
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        "VectorizerEventInvokeConfig",
      ),
    ).toMatchObject({
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: deadLetters } },
    });
  });

  test("only the rule may invoke the function, and only the rule may send to that queue from outside", () => {
    const rule = expect.stringMatching(/^arn:[^*]+:rule\/[^*]+\/paperledger-[a-z]+-vectorizer$/);
    const { policy } = inputsOf(stage, "aws:sqs/queuePolicy:QueuePolicy", "VectorizerDeadLettersPolicy");
    expect(statementsOf(policy)).toMatchObject([
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: ["sqs:SendMessage"],
        Resource: [deadLetters],
        Condition: { ArnEquals: { "aws:SourceArn": rule } },
      },
    ]);
    expect(inputsOf(stage, "aws:lambda/permission:Permission", "RuleInvokesVectorizer")).toMatchObject({
      action: "lambda:InvokeFunction",
      function: `paperledger-${stage}-vectorizer`,
      principal: "events.amazonaws.com",
      sourceArn: rule,
    });
  });

  test("handled events are forgotten in time, and data that can be rebuilt is not backed up", () => {
    expect(inputsOf(stage, "aws:dynamodb/table:Table", "HandledEventsTable")).toMatchObject({
      hashKey: "id",
      ttl: { attributeName: "expiration", enabled: true },
      pointInTimeRecovery: { enabled: false },
      deletionProtectionEnabled: false,
    });
    expect(inputsOf(stage, "aws:dynamodb/table:Table", "VectorsTable")).toMatchObject({
      hashKey: "paper_id",
      pointInTimeRecovery: { enabled: false },
      deletionProtectionEnabled: false,
    });
  });

  test("the embedder is the local one, unless the setting names Bedrock's", () => {
    const { environment } = inputsOf(stage, "aws:lambda/function:Function", "VectorizerFunction");
    expect(environment).toMatchObject({
      variables: { EMBEDDER: stage === "production" ? "bedrock" : "local" },
    });
  });
});
