import type { CommonVariable } from "@paperledger/functions/description/every-function";
import type {
  FunctionDescription,
  PermittedOnly,
  ResourceOf,
} from "@paperledger/functions/description/function-description";
import { mapValues } from "@paperledger/functions/description/map-values";
import { resourceEnvironment } from "@paperledger/functions/description/resource-environment";
import { FUNCTION_BUNDLE } from "./function-bundle.ts";
import { functionPolicy, LAMBDA_ONLY } from "./function-policy.ts";
import { variablesOf } from "./function-settings.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import { stageName } from "./stage-name.ts";
import { stagePolicy } from "./stage-policy.ts";

/** A resource of the deployment, with its name for a function's environment and its ARN for the function's policy. */
interface Deployed {
  readonly name: $util.Input<string>;
  readonly arn: $util.Input<string>;
}

interface LedgerFunctionArgs<Described extends FunctionDescription> {
  readonly resources: Readonly<Record<ResourceOf<Described>, Deployed>>;
  /** The ARNs in the function's policy besides those of its resources, such as the dead-letter queue. */
  readonly arns: {
    readonly [Resource in PermittedOnly<Described>]: Resource extends "backfillBuckets"
      ? readonly $util.Input<string>[]
      : $util.Input<string>;
  };
  readonly settings: {
    readonly memoryMb: number;
    readonly timeoutSeconds: number;
    readonly reservedConcurrency?: number;
    readonly numbers: Readonly<Record<keyof Described["numbers"] & string, number>>;
    readonly choices: Readonly<Record<keyof Described["choices"] & string, string>>;
    readonly texts: Readonly<Record<keyof Described["texts"] & string, string | undefined>>;
  };
  readonly logLevel: string;
}

/**
 * Creates a traced Node 24 function on arm64. It has the permissions of its description, may write its own log, and nothing else.
 *
 * SST 4.17.1 would add a managed policy for writing to every log group, and would let the whole account assume the role. Both are removed,
 * except under `sst dev`, whose bridge needs them.
 */
export function ledgerFunction<Described extends FunctionDescription>(
  name: string,
  description: Described,
  args: LedgerFunctionArgs<Described>,
): sst.aws.Function;
export function ledgerFunction(
  name: string,
  description: FunctionDescription,
  { resources, arns, settings, logLevel }: LedgerFunctionArgs<FunctionDescription>,
): sst.aws.Function {
  const { asynchronousInvocation } = description;
  const physicalName = stageName(description.name);
  const logs = new aws.cloudwatch.LogGroup(`${name}Logs`, {
    name: `/aws/lambda/${physicalName}`,
    retentionInDays: stagePolicy($app.stage).logDays,
  });
  const names = mapValues(resources, (resource: Deployed) => resource.name);
  const commonVariables = {
    LOG_LEVEL: logLevel,
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(),
  } satisfies Record<CommonVariable, string>;

  return new sst.aws.Function(name, {
    name: physicalName,
    handler: `packages/functions/src/${description.name}/handler.handler`,
    description: description.purpose,
    nodejs: FUNCTION_BUNDLE,
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: `${settings.memoryMb} MB`,
    timeout: `${settings.timeoutSeconds} seconds`,
    environment: {
      ...resourceEnvironment(description, names),
      ...variablesOf(settings),
      ...commonVariables,
    },
    permissions: functionPolicy(description, {
      arns: { ...mapValues(resources, (resource: Deployed) => resource.arn), ...arns },
      choices: settings.choices,
      logs,
    }),
    concurrency: settings.reservedConcurrency ? { reserved: settings.reservedConcurrency } : undefined,
    logging: { logGroup: logs.name },
    retries: asynchronousInvocation?.retries.attempts,
    transform: {
      function: { tracingConfig: { mode: "Active" } },
      role: $dev ? {} : { assumeRolePolicy: LAMBDA_ONLY, managedPolicyArns: [] },
      eventInvokeConfig: asynchronousInvocation && {
        maximumEventAgeInSeconds: asynchronousInvocation.retries.maximumAgeSeconds,
        destinationConfig: { onFailure: { destination: arns.deadLetters } },
      },
    },
  });
}
