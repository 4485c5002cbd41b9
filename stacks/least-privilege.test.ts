import { describe, expect, test } from "vitest";
import { evaluated, ofType } from "./testing/evaluated.ts";
import { functionsOf, readableArn } from "./testing/permissions.ts";
import { STAGES, type Stage } from "./testing/targets.ts";

/** Returns the permissions of a function: the resources of each action. */
function permissionsOf(stage: Stage, name: string): Readonly<Record<string, readonly string[]>> {
  const evaluation = evaluated(stage);
  const grants = functionsOf(evaluation).find((fn) => fn.name === name)?.grants ?? [];
  const permissions: Record<string, string[]> = {};
  for (const { Effect, Action, Resource } of grants)
    for (const action of Action)
      permissions[action] = [
        ...(permissions[action] ?? []),
        ...Resource.map((arn) => `${Effect === "Allow" ? "" : `${Effect} `}${readableArn(arn, evaluation)}`),
      ];
  return permissions;
}

/** The permissions for logs and traces, which every function has. */
const observing = (name: string) => ({
  "logs:CreateLogStream": [`logs log-group:${name}:*`],
  "logs:PutLogEvents": [`logs log-group:${name}:*`],
  "xray:PutTraceSegments": ["*"],
  "xray:PutTelemetryRecords": ["*"],
});

describe.each(STAGES)("in stage %s", (stage) => {
  test("the processor reads batch files, writes papers, run events, rejects and attempts, and reads and writes its queues", () => {
    const backfillBuckets = stage === "production" ? ["s3 openalex", "s3 archive.example"] : [];
    const inBackfillBuckets = backfillBuckets.map((bucket) => `${bucket}/*`);
    expect(permissionsOf(stage, "Processor")).toEqual({
      "s3:GetObject": ["s3 Raw/raw-data/*", ...inBackfillBuckets],
      "s3:GetObjectVersion": ["s3 Raw/raw-data/*", ...inBackfillBuckets],
      "s3:ListBucket": ["s3 Raw", ...backfillBuckets],
      "s3:PutObject": ["s3 Raw/rejects/*"],
      "dynamodb:BatchGetItem": ["dynamodb table/Papers"],
      "dynamodb:PartiQLInsert": ["dynamodb table/Papers", "dynamodb table/Runs"],
      "dynamodb:PartiQLUpdate": ["dynamodb table/Papers"],
      "dynamodb:PutItem": ["dynamodb table/Runs", "dynamodb table/Attempts"],
      "dynamodb:Query": ["dynamodb table/Runs"],
      "dynamodb:GetItem": ["dynamodb table/Attempts"],
      "dynamodb:UpdateItem": ["dynamodb table/Attempts"],
      "sqs:ReceiveMessage": ["sqs Uploads", "sqs Backfill"],
      "sqs:DeleteMessage": ["sqs Uploads", "sqs Backfill"],
      "sqs:GetQueueAttributes": ["sqs Uploads", "sqs Backfill"],
      "sqs:SendMessage": ["sqs Uploads", "sqs Backfill"],
      ...observing("Processor"),
    });
  });

  test("the projector reads the stream, writes statistics, publishes events, and stores discarded records", () => {
    expect(permissionsOf(stage, "Projector")).toEqual({
      "dynamodb:DescribeStream": [expect.stringMatching(/^dynamodb table\/Runs\/stream\/[^*]+$/)],
      "dynamodb:GetRecords": [expect.stringMatching(/^dynamodb table\/Runs\/stream\/[^*]+$/)],
      "dynamodb:GetShardIterator": [expect.stringMatching(/^dynamodb table\/Runs\/stream\/[^*]+$/)],
      "dynamodb:ListStreams": ["dynamodb table/Runs/stream/*"],
      "dynamodb:GetItem": ["dynamodb table/Statistics"],
      "dynamodb:BatchGetItem": ["dynamodb table/Statistics"],
      "dynamodb:PutItem": ["dynamodb table/Statistics"],
      "dynamodb:UpdateItem": ["dynamodb table/Statistics"],
      "dynamodb:ConditionCheckItem": ["dynamodb table/Statistics"],
      "events:PutEvents": ["events event-bus/Events"],
      "s3:PutObject": ["s3 Discarded/aws/lambda/*"],
      "s3:ListBucket": ["s3 Discarded"],
      ...observing("Projector"),
    });
  });

  test("the vectorizer reads papers, writes vectors, and remembers handled events", () => {
    expect(permissionsOf(stage, "Vectorizer")).toEqual({
      "dynamodb:BatchGetItem": ["dynamodb table/Papers", "dynamodb table/Vectors"],
      "dynamodb:PartiQLInsert": ["dynamodb table/Vectors"],
      "dynamodb:PartiQLUpdate": ["dynamodb table/Vectors"],
      "dynamodb:PutItem": ["dynamodb table/HandledEvents"],
      "dynamodb:GetItem": ["dynamodb table/HandledEvents"],
      "dynamodb:UpdateItem": ["dynamodb table/HandledEvents"],
      "dynamodb:DeleteItem": ["dynamodb table/HandledEvents"],
      "sqs:SendMessage": ["sqs VectorizerDeadLetters"],
      ...(stage === "production" && {
        "bedrock:InvokeModel": ["bedrock foundation-model/amazon.titan-embed-text-v2:0"],
      }),
      ...observing("Vectorizer"),
    });
  });

  test("no action has a wildcard, and a resource has one only after a name, except X-Ray's", () => {
    for (const { name, grants } of functionsOf(evaluated(stage)))
      for (const { Action, Resource } of grants) {
        expect(
          Action.filter((action) => !/^[a-z0-9]+:[A-Za-z]+$/.test(action)),
          name,
        ).toEqual([]);
        const isTracing = Action.every((action) => action.startsWith("xray:"));
        const isNamed = (arn: string) => /^arn:[^*]+(\/\*|:log-group:[^*]+:\*)$|^arn:[^*]+$/.test(arn);
        expect(isTracing ? [] : Resource.filter((arn) => !isNamed(arn)), name).toEqual([]);
      }
  });

  test("only Lambda may assume a function's role", () => {
    const functions = functionsOf(evaluated(stage));
    expect(functions.map(({ name }) => name).sort()).toEqual(["Processor", "Projector", "Vectorizer"]);
    for (const { trust } of functions)
      expect(trust).toEqual([
        expect.objectContaining({
          Effect: "Allow",
          Action: ["sts:AssumeRole"],
          Principal: { Service: "lambda.amazonaws.com" },
        }),
      ]);
    expect(ofType(stage, "aws:iam/role:Role")).toHaveLength(3);
  });

  test("no permission comes from a managed policy, or from a policy that is attached later", () => {
    expect(functionsOf(evaluated(stage)).flatMap(({ managedPolicies }) => managedPolicies)).toEqual([]);
    const attached = evaluated(stage).resources.filter(
      ({ type }) => type.startsWith("aws:iam/") && type !== "aws:iam/role:Role",
    );
    expect(attached).toEqual([]);
  });
});
