import type { Resource } from "./evaluation.ts";

type Inputs = Resource["inputs"];

/** The properties of a resource that matter to a reviewer, by type. They are paths in the resource's inputs. */
const MAIN_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  "aws:s3/bucket:Bucket": ["bucket", "forceDestroy"],
  "aws:s3/bucketVersioning:BucketVersioning": ["versioningConfiguration.status"],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["rules"],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["rules"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": [
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
  ],
  "aws:s3/bucketPolicy:BucketPolicy": ["policy"],
  "aws:s3/bucketNotification:BucketNotification": ["queues"],
  "aws:dynamodb/table:Table": [
    "billingMode",
    "hashKey",
    "rangeKey",
    "globalSecondaryIndexes",
    "streamViewType",
    "ttl.attributeName",
    "pointInTimeRecovery.enabled",
    "warmThroughput",
    "deletionProtectionEnabled",
  ],
  "aws:lambda/function:Function": [
    "name",
    "runtime",
    "architectures",
    "memorySize",
    "timeout",
    "reservedConcurrentExecutions",
    "tracingConfig.mode",
    "environment.variables",
  ],
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": [
    "maximumRetryAttempts",
    "maximumEventAgeInSeconds",
    "destinationConfig.onFailure.destination",
  ],
  "aws:lambda/functionRecursionConfig:FunctionRecursionConfig": ["recursiveLoop"],
  "aws:lambda/permission:Permission": ["principal", "sourceArn", "sourceAccount"],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    "startingPosition",
    "batchSize",
    "maximumBatchingWindowInSeconds",
    "parallelizationFactor",
    "scalingConfig.maximumConcurrency",
    "bisectBatchOnFunctionError",
    "maximumRetryAttempts",
    "maximumRecordAgeInSeconds",
    "functionResponseTypes",
    "filterCriteria.filters",
    "destinationConfig.onFailure.destinationArn",
    "metricsConfig.metrics",
  ],
  "aws:cloudwatch/eventBus:EventBus": ["name"],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": ["policy"],
  "aws:cloudwatch/eventArchive:EventArchive": ["retentionDays", "eventPattern"],
  "aws:cloudwatch/eventRule:EventRule": ["eventPattern"],
  "aws:cloudwatch/eventTarget:EventTarget": ["arn", "retryPolicy", "deadLetterConfig.arn"],
  "aws:schemas/registry:Registry": ["name"],
  "aws:schemas/schema:Schema": ["name", "type"],
  "aws:sqs/queue:Queue": [
    "messageRetentionSeconds",
    "sqsManagedSseEnabled",
    "visibilityTimeoutSeconds",
    "redrivePolicy",
  ],
  "aws:sqs/queuePolicy:QueuePolicy": ["policy"],
  "aws:sns/topic:Topic": ["name"],
  "aws:sns/topicSubscription:TopicSubscription": ["protocol", "endpoint"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "retentionInDays"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    "metricName",
    "metricQueries.0.expression",
    "threshold",
    "period",
    "evaluationPeriods",
  ],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:cloudwatch/queryDefinition:QueryDefinition": ["name"],
  "aws:iam/role:Role": ["assumeRolePolicy", "managedPolicyArns"],
  "aws:s3/bucketObjectv2:BucketObjectv2": ["key"],
};

/** Returns the main properties of a resource as `path = value`, without properties that are not set. */
export const mainProperties = ({ type, inputs }: Resource): readonly string[] =>
  (MAIN_PROPERTIES[type] ?? []).flatMap((path) => {
    const value = valueAt(inputs, path);
    return value === undefined
      ? []
      : [`${path} = ${typeof value === "string" ? value : JSON.stringify(value)}`];
  });

/** Returns the value at a path such as `retryPolicy.maximumRetryAttempts`, or undefined. */
export const valueAt = (inputs: Inputs, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
      inputs,
    );
