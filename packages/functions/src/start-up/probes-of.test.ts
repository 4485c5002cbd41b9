import { documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { describe, expect, test } from "vitest";
import { PROCESSOR } from "../processor/processor-function.ts";
import { PROJECTOR } from "../projector/projector-function.ts";
import { VECTORIZER } from "../vectorizer/vectorizer-function.ts";
import { announcedBucketProbe } from "./announced-bucket-probe.ts";
import { tableProbesOf, variableOf } from "./probes-of.ts";

const at = { endpoint: "http://127.0.0.1:9", region: "us-east-1" };
const client = documentClient(dynamoDbClient(at));

/** Returns the probes of each variable. */
const probed = (probes: ReturnType<typeof tableProbesOf>) =>
  probes.map(({ setting, resource, actions }) => [setting, resource, ...actions]);

describe("the probes of tables test each action that a function may do, and no other action", () => {
  test("processor", () => {
    const names = { papers: "p", runs: "r", attempts: "a" };
    expect(probed(tableProbesOf(PROCESSOR, client, names))).toEqual([
      ["PAPERS_TABLE", "table p", "dynamodb:BatchGetItem"],
      ["PAPERS_TABLE", "table p", "dynamodb:PartiQLInsert"],
      ["PAPERS_TABLE", "table p", "dynamodb:PartiQLUpdate"],
      ["RUNS_TABLE", "table r", "dynamodb:Query"],
      ["RUNS_TABLE", "table r", "dynamodb:PutItem"],
      ["RUNS_TABLE", "table r", "dynamodb:PartiQLInsert"],
      ["ATTEMPTS_TABLE", "table a", "dynamodb:GetItem"],
      ["ATTEMPTS_TABLE", "table a", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    ]);
  });

  test("projector", () => {
    expect(probed(tableProbesOf(PROJECTOR, client, { statistics: "s" }))).toEqual([
      ["STATISTICS_TABLE", "table s", "dynamodb:GetItem"],
      ["STATISTICS_TABLE", "table s", "dynamodb:BatchGetItem"],
      [
        "STATISTICS_TABLE",
        "table s",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:ConditionCheckItem",
      ],
    ]);
  });

  test("vectorizer", () => {
    const names = { papers: "p", vectors: "v", handledEvents: "h" };
    expect(probed(tableProbesOf(VECTORIZER, client, names))).toEqual([
      ["PAPERS_TABLE", "table p", "dynamodb:BatchGetItem"],
      ["VECTORS_TABLE", "table v", "dynamodb:BatchGetItem"],
      ["VECTORS_TABLE", "table v", "dynamodb:PartiQLInsert"],
      ["VECTORS_TABLE", "table v", "dynamodb:PartiQLUpdate"],
      ["HANDLED_EVENTS_TABLE", "table h", "dynamodb:GetItem"],
      ["HANDLED_EVENTS_TABLE", "table h", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
    ]);
  });
});

test("the probe of the bucket names the variable and the bucket whose objects are announced", () => {
  expect(
    announcedBucketProbe(PROCESSOR, PROCESSOR.trigger.queues.uploadsQueue, s3Client(at), "raw"),
  ).toMatchObject({
    setting: "RAW_BUCKET",
    resource: "bucket raw",
  });
});

test("a resource without a variable has its own name", () => {
  expect(variableOf(PROJECTOR, "eventBus")).toBe("EVENT_BUS_NAME");
  expect(variableOf(PROJECTOR, "rawBucket")).toBe("rawBucket");
});
