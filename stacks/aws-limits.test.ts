// Tests AWS's documented limits, which the mocks do not check. If a program passes these tests, AWS does not refuse it because of
// its size.
import { describe, expect, inject, test } from "vitest";
import { evaluated, ofType } from "./testing/evaluated.ts";
import { valueAt } from "./testing/main-properties.ts";
import { STAGES, type Stage } from "./testing/targets.ts";

const within = (from: number, to: number) => (value: unknown) =>
  typeof value === "number" && value >= from && value <= to;

const text =
  (maxLength: number, pattern = /^[\s\S]*$/) =>
  (value: unknown) =>
    typeof value === "string" && value.length > 0 && value.length <= maxLength && pattern.test(value);

const optional = (isValid: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || isValid(value);

const oneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown) =>
    allowed.includes(value);

const bytes = (value: unknown) =>
  Buffer.byteLength(typeof value === "string" ? value : JSON.stringify(value));

/** The limits of a type's inputs, by the path of the input. */
const LIMITS: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  "aws:lambda/function:Function": {
    name: text(64, /^[a-zA-Z0-9-_]+$/),
    description: text(256),
    timeout: within(1, 900),
    memorySize: within(128, 10_240),
    "ephemeralStorage.size": within(512, 10_240),
    "environment.variables": (variables) => bytes(variables) <= 4_096,
    runtime: oneOf("nodejs22.x", "nodejs24.x"),
  },
  // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    batchSize: within(1, 10_000),
    maximumBatchingWindowInSeconds: optional(within(0, 300)),
    maximumRetryAttempts: optional(within(-1, 10_000)),
    maximumRecordAgeInSeconds: optional(within(60, 24 * 3600)),
    parallelizationFactor: optional(within(1, 10)),
    startingPosition: optional(oneOf("TRIM_HORIZON", "LATEST")),
    "scalingConfig.maximumConcurrency": optional(within(2, 1_000)),
    "filterCriteria.filters": optional(
      (filters) =>
        Array.isArray(filters) && filters.length <= 5 && filters.every(({ pattern }) => text(4_096)(pattern)),
    ),
  },
  // https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    maximumEventAgeInSeconds: within(60, 21_600),
    maximumRetryAttempts: within(0, 2),
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
  "aws:sqs/queue:Queue": {
    name: text(80, /^[a-zA-Z0-9-_]+$/),
    messageRetentionSeconds: within(60, 1_209_600),
    visibilityTimeoutSeconds: within(0, 43_200),
    redrivePolicy: optional((policy) => within(1, 1_000)(JSON.parse(String(policy)).maxReceiveCount)),
  },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  "aws:cloudwatch/eventBus:EventBus": { name: text(256, /^[/.\-_A-Za-z0-9]+$/) },
  "aws:cloudwatch/eventRule:EventRule": {
    name: text(64, /^[.\-_A-Za-z0-9]+$/),
    eventPattern: text(2_048),
    description: text(512),
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    targetId: text(64, /^[.\-_A-Za-z0-9]+$/),
    "retryPolicy.maximumEventAgeInSeconds": within(60, 86_400),
    "retryPolicy.maximumRetryAttempts": within(0, 185),
  },
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": { policy: (policy) => bytes(policy) <= 10_240 },
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html
  "aws:cloudwatch/eventArchive:EventArchive": {
    name: text(48, /^[.\-_A-Za-z0-9]+$/),
    description: text(512),
    retentionDays: within(1, 36_500),
    eventPattern: text(4_096),
  },
  // https://docs.aws.amazon.com/eventbridge/latest/schema-reference/v1-registries-name-registryname-schemas-name-schemaname.html
  "aws:schemas/registry:Registry": { name: text(64, /^[.\-_A-Za-z0-9]+$/), description: text(256) },
  "aws:schemas/schema:Schema": {
    name: text(385, /^[.\-_A-Za-z0-9@]+$/),
    description: text(256),
    content: text(100_000),
    type: oneOf("OpenApi3", "JSONSchemaDraft4"),
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
  "aws:dynamodb/table:Table": {
    name: text(255, /^[a-zA-Z0-9_.-]{3,}$/),
    globalSecondaryIndexes: (indexes) => Array.isArray(indexes) && indexes.length <= 20,
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  "aws:s3/bucket:Bucket": { bucket: text(63, /^[a-z0-9][a-z0-9-]+[a-z0-9]$/) },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    rules: (rules) =>
      Array.isArray(rules) &&
      rules.length <= 1_000 &&
      rules.every(({ id }) => text(255)(id)) &&
      new Set(rules.map(({ id }) => id)).size === rules.length,
  },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  "aws:iam/role:Role": {
    name: text(64, /^[\w+=,.@-]+$/),
    assumeRolePolicy: text(2_048),
    inlinePolicies: (policies) =>
      Array.isArray(policies) &&
      policies.length > 0 &&
      policies.reduce((sum, { policy }) => sum + String(policy).replace(/\s/g, "").length, 0) <= 10_240,
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  "aws:cloudwatch/logGroup:LogGroup": {
    name: text(512, /^[.\-_/#A-Za-z0-9]+$/),
    retentionInDays: oneOf(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827),
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
  "aws:cloudwatch/queryDefinition:QueryDefinition": {
    name: text(255),
    queryString: text(10_000),
    logGroupNames: (names) => Array.isArray(names) && names.length <= 50,
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    name: text(255),
    alarmDescription: text(1_024),
    period: optional((period) => within(60, 86_400)(period) && Number(period) % 60 === 0),
    metricQueries: optional(
      (queries) =>
        Array.isArray(queries) &&
        queries.length - 1 <= 10 &&
        queries.every(({ id }) => text(255, /^[a-z][a-zA-Z0-9_]*$/)(id)) &&
        queries.filter(({ returnData }) => returnData).length === 1,
    ),
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  "aws:cloudwatch/dashboard:Dashboard": {
    dashboardName: text(255, /^[A-Za-z0-9_-]+$/),
    dashboardBody: (body) => JSON.parse(String(body)).widgets.length <= 500,
  },
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  "aws:sns/topic:Topic": { name: text(256, /^[A-Za-z0-9_-]+$/) },
};

const beyondLimits = (stage: Stage) =>
  Object.entries(LIMITS).flatMap(([type, limits]) =>
    ofType(stage, type).flatMap(({ name, inputs }) =>
      Object.entries(limits).flatMap(([path, isWithin]) =>
        isWithin(valueAt(inputs, path)) ? [] : [`${name}.${path} = ${JSON.stringify(valueAt(inputs, path))}`],
      ),
    ),
  );

describe.each(STAGES)("in stage %s", (stage) => {
  test("nothing exceeds a documented limit", () => {
    expect(beyondLimits(stage)).toEqual([]);
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  test("an alarm evaluates at most a day, or a week if its period is an hour", () => {
    for (const { inputs } of ofType(stage, "aws:cloudwatch/metricAlarm:MetricAlarm")) {
      const periods = [...JSON.stringify(inputs).matchAll(/"period":(\d+)/g)].map(([, period]) =>
        Number(period),
      );
      const longest = Math.max(...periods) < 3_600 ? 86_400 : 604_800;
      expect(Math.max(...periods) * Number(inputs.evaluationPeriods)).toBeLessThanOrEqual(longest);
    }
  });

  test("every type of resource has limits here, or is listed as having none", () => {
    const sizeless = [
      /^(pulumi|sst|random):/,
      /^aws:s3\/bucket(Policy|Versioning|PublicAccessBlock|Notification|Objectv2|ServerSideEncryptionConfiguration):/,
      /^aws:lambda\/(permission|functionRecursionConfig):/,
      /^aws:sqs\/queuePolicy:/,
      /^aws:sns\/topicSubscription:/,
    ];
    const unmeasured = evaluated(stage).resources.filter(
      ({ type }) => !(type in LIMITS) && !sizeless.some((pattern) => pattern.test(type)),
    );
    expect(unmeasured.map(({ type }) => type)).toEqual([]);
  });
});

test("a bundle is far below Lambda's limit of 250 MB", () => {
  for (const { sizeBytes } of Object.values(inject("evaluations").bundles))
    expect(sizeBytes).toBeLessThan(250 * 2 ** 20);
});
