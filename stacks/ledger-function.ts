import { place } from "./place.ts";
import { stageName } from "./stage-name.ts";
import { stagePolicy } from "./stage-policy.ts";

/** What a function may do, and to what. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly $util.Input<string>[];
}

interface LedgerFunctionArgs {
  /** The last part of its physical name, as in `paperledger-production-processor`. */
  readonly part: string;
  readonly handler: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  readonly environment: Readonly<Record<string, $util.Input<string>>>;
  readonly permissions: readonly Permission[];
  /** Gets the record of an event that is given up, after two retries. Only for functions that are invoked asynchronously. */
  readonly onFailure?: sst.aws.Queue;
}

/** Lambda may take the role, and nobody else. */
const LAMBDA_ONLY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** AWS X-Ray has no resources to name. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const TRACING: Permission = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};

/** How long Lambda keeps an event that waits for its retries: the longest there is. */
const MAXIMUM_EVENT_AGE_SECONDS = 6 * 60 * 60;

/** The namespace of our own metrics: each stage has its own, so that stages in one account do not add up. */
export const metricsNamespace = (): string => `${$app.name}/${$app.stage}`;

/** The ARN of the function of this part, for a policy that has to be there before the function is. */
export const functionArn = (part: string) =>
  place().apply(
    ({ partition, region, account }) =>
      `arn:${partition}:lambda:${region}:${account}:function:${stageName(part)}`,
  );

/**
 * A Node 24 function on arm64, traced, that may do what is listed, write its own log, and nothing else. SST would add a
 * managed policy that lets it write to every log group, and in 4.17.1 trust the whole account: both are left out, but for
 * `sst dev`, whose bridge needs them.
 */
export function ledgerFunction(name: string, args: LedgerFunctionArgs): sst.aws.Function {
  const { part, onFailure } = args;
  const logs = new aws.cloudwatch.LogGroup(`${name}Logs`, {
    name: `/aws/lambda/${stageName(part)}`,
    retentionInDays: stagePolicy($app.stage).logDays,
  });
  const logging: Permission = {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [$interpolate`${logs.arn}:*`],
  };
  const givingUp: readonly Permission[] = onFailure
    ? [{ actions: ["sqs:SendMessage"], resources: [onFailure.arn] }]
    : [];
  const permissions = [...args.permissions, ...givingUp, logging, TRACING];

  return new sst.aws.Function(name, {
    name: stageName(part),
    handler: args.handler,
    description: args.description,
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: `${args.memoryMb} MB`,
    timeout: `${args.timeoutSeconds} seconds`,
    environment: { ...args.environment, POWERTOOLS_METRICS_NAMESPACE: metricsNamespace() },
    permissions: permissions.map(({ actions, resources }) => ({
      actions: [...actions],
      resources: [...resources],
    })),
    concurrency: args.reservedConcurrency ? { reserved: args.reservedConcurrency } : undefined,
    logging: { logGroup: logs.name },
    retries: onFailure ? 2 : undefined,
    transform: {
      function: { tracingConfig: { mode: "Active" } },
      role: $dev ? {} : { assumeRolePolicy: LAMBDA_ONLY, managedPolicyArns: [] },
      eventInvokeConfig: onFailure && {
        maximumEventAgeInSeconds: MAXIMUM_EVENT_AGE_SECONDS,
        destinationConfig: { onFailure: { destination: onFailure.arn } },
      },
    },
  });
}
