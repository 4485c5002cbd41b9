import { describe, expect, test } from "vitest";
import { StageNameError, stagePolicy } from "./stage-policy.ts";
import { evaluated, ofType } from "./testing/evaluated.ts";
import { STAGES, TARGETS } from "./testing/targets.ts";

const DATA = ["aws:dynamodb/table:Table", "aws:s3/bucket:Bucket"];

describe.each(STAGES)("in stage %s", (stage) => {
  const isProduction = stage === "production";

  test(isProduction ? "nothing is removed by mistake" : "everything is removed", () => {
    expect(evaluated(stage).app).toMatchObject({
      name: "paperledger",
      home: "aws",
      removal: isProduction ? "retain" : "remove",
      protect: isProduction,
    });
    const data = evaluated(stage).resources.filter(({ type }) => DATA.includes(type));
    expect(data).toHaveLength(8);
    expect(data.filter(({ retained }) => retained !== isProduction)).toEqual([]);
  });

  test("production never deletes a bucket that is not empty", () => {
    for (const { inputs } of ofType(stage, "aws:s3/bucket:Bucket"))
      expect(inputs.forceDestroy).toBe(!isProduction);
  });

  test("only data is left behind", () => {
    const left = evaluated(stage).resources.filter(({ retained, type }) => retained && !DATA.includes(type));
    expect(left).toEqual([]);
  });

  test("each resource has app and stage as tags", () => {
    expect(evaluated(stage).app.providers).toEqual({
      aws: { version: "7.20.0", defaultTags: { tags: { app: "paperledger", stage } } },
    });
  });

  test("only the account, region and partition of the deployment are named", () => {
    const { partition, region, account } = TARGETS[stage];
    const subscribers = TARGETS[stage].environment.PAPERLEDGER_SUBSCRIBER_ACCOUNTS?.split(",") ?? [];
    const text = JSON.stringify(
      evaluated(stage)
        .resources.filter(({ type }) => !type.startsWith("sst:"))
        .map(({ inputs }) => inputs),
    ).replaceAll("list prices of us-east-1", "");
    expect(new Set([...text.matchAll(/arn:(aws[a-z-]*):/g)].map(([, found]) => found))).toEqual(
      new Set([partition]),
    );
    expect(new Set(text.match(/\b[a-z]{2}-(?:[a-z]+-)+\d\b/g))).toEqual(new Set([region]));
    expect(new Set(text.match(/(?<=:)\d{12}(?=:)/g))).toEqual(new Set([account, ...subscribers]));
  });
});

test.each(["production", "prod"])("%s is production", (stage) => {
  expect(stagePolicy(stage)).toMatchObject({ protect: true, removal: "retain", keepsData: true });
});

test.each(["dev", "Production", "production-2", "alice"])("%s is not", (stage) => {
  expect(stagePolicy(stage)).toMatchObject({ protect: false, removal: "remove", keepsData: false });
});

test.each(["", "a".repeat(30), "my_stage", "a b"])("%j cannot be a stage", (stage) => {
  expect(() => stagePolicy(stage)).toThrow(StageNameError);
});
