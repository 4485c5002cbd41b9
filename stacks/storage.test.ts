import { describe, expect, test } from "vitest";
import { evaluated, inputsOf, ofType } from "./testing/evaluated.ts";
import { statementsOf } from "./testing/permissions.ts";
import { STAGES } from "./testing/targets.ts";

const table = (stage: (typeof STAGES)[number], name: string) =>
  inputsOf(stage, "aws:dynamodb/table:Table", `${name}Table`);

describe.each(STAGES)("in stage %s", (stage) => {
  const isProduction = stage === "production";

  test.each(["Raw", "Discarded"])("the %s bucket blocks all public access", (bucket) => {
    expect(
      inputsOf(stage, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", `${bucket}PublicAccessBlock`),
    ).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const corsOf = ofType(stage, "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration");
    expect(corsOf).toEqual([]);
  });

  test("the ownership of objects is S3's default: the bucket's owner, without ACLs", () => {
    const setting = /^aws:s3\/bucket(OwnershipControls|Acl)(V2)?:/;
    expect(evaluated(stage).resources.filter(({ type }) => setting.test(type))).toEqual([]);
    for (const { inputs } of ofType(stage, "aws:s3/bucket:Bucket"))
      expect(Object.keys(inputs)).not.toEqual(expect.arrayContaining([expect.stringMatching(/acl|grants/i)]));
  });

  test.each(["Raw", "Discarded"])("the %s bucket refuses requests without HTTPS", (bucket) => {
    const { policy } = inputsOf(stage, "aws:s3/bucketPolicy:BucketPolicy", `${bucket}Policy`);
    expect(statementsOf(policy)).toEqual([
      {
        Effect: "Deny",
        Action: ["s3:*"],
        Resource: [expect.stringMatching(/^arn:[^*]+$/), expect.stringMatching(/^arn:[^*]+\/\*$/)],
        Principal: { "*": ["*"] },
        Condition: { Bool: { "aws:SecureTransport": ["false"] } },
      },
    ]);
  });

  test.each(["Raw", "Discarded"])("the %s bucket is encrypted", (bucket) => {
    expect(
      inputsOf(
        stage,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        `${bucket}Encryption`,
      ),
    ).toMatchObject({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] });
  });

  test("the raw bucket keeps versions, so that a run reads the version that was announced", () => {
    expect(inputsOf(stage, "aws:s3/bucketVersioning:BucketVersioning", "RawVersioning")).toMatchObject({
      versioningConfiguration: { status: "Enabled" },
    });
  });

  test("old versions, rejects and incomplete uploads are deleted in time, and batch files are kept", () => {
    const { rules } = inputsOf(
      stage,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "RawLifecycle",
    );
    expect(rules).toEqual([
      {
        id: "old-versions",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: isProduction ? 90 : 7 },
      },
      {
        id: "rejects",
        status: "Enabled",
        filter: { prefix: "rejects/" },
        expiration: { days: isProduction ? 365 : 30 },
      },
      {
        id: "expired-delete-markers",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { expiredObjectDeleteMarker: true },
      },
      {
        id: "broken-off-uploads",
        status: "Enabled",
        filter: { prefix: "" },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
  });

  test("papers is an on-demand table whose only key is the id", () => {
    expect(table(stage, "Papers")).toMatchObject({
      billingMode: "PAY_PER_REQUEST",
      hashKey: "paper_id",
      streamEnabled: false,
      globalSecondaryIndexes: [],
      attributes: [{ name: "paper_id", type: "S" }],
    });
    expect(table(stage, "Papers").warmThroughput).toEqual(
      isProduction ? { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 40_000 } : undefined,
    );
  });

  test("runs is the event log, with a stream of the appended events", () => {
    expect(table(stage, "Runs")).toMatchObject({
      billingMode: "PAY_PER_REQUEST",
      hashKey: "trace_id",
      rangeKey: "seq",
      streamEnabled: true,
      streamViewType: "NEW_IMAGE",
      attributes: expect.arrayContaining([{ name: "seq", type: "N" }]),
    });
  });

  test("statistics lists runs by day and by status", () => {
    expect(table(stage, "Statistics")).toMatchObject({
      billingMode: "PAY_PER_REQUEST",
      hashKey: "statistic_id",
      globalSecondaryIndexes: [
        { name: "by_date", hashKey: "run_date", rangeKey: "trace_id", projectionType: "KEYS_ONLY" },
        { name: "by_status", hashKey: "run_status", rangeKey: "trace_id", projectionType: "KEYS_ONLY" },
      ],
    });
  });

  test("attempts holds items by run and kind, and deletes them in time", () => {
    expect(table(stage, "Attempts")).toMatchObject({
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      streamEnabled: false,
      ttl: { attributeName: "expires_at", enabled: true },
      pointInTimeRecovery: { enabled: false },
      deletionProtectionEnabled: false,
    });
  });

  test.each(["Papers", "Runs", "Statistics"])("%s has point-in-time recovery", (name) => {
    expect(table(stage, name)).toMatchObject({ pointInTimeRecovery: { enabled: true } });
  });

  test.each(["Papers", "Runs", "Statistics"])("%s has deletion protection only in production", (name) => {
    expect(table(stage, name).deletionProtectionEnabled).toBe(isProduction);
  });

  test("every attribute that a table declares is a key, because DynamoDB refuses other attributes", () => {
    for (const { name, inputs } of ofType(stage, "aws:dynamodb/table:Table")) {
      const indexes = (inputs.globalSecondaryIndexes ?? []) as readonly Record<string, unknown>[];
      const keys = [inputs, ...indexes].flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey]);
      const declared = (inputs.attributes as readonly { name: string }[]).map(({ name }) => name);
      expect(new Set(declared), name).toEqual(new Set(keys.filter((key) => key !== undefined)));
    }
  });
});
