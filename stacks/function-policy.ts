import type {
  FunctionDescription,
  Permission,
} from "@paperledger/functions/description/function-description";
import { place } from "./place.ts";
import { stageName } from "./stage-name.ts";

/** The ARN of a resource, or the ARNs of all resources with the same name in descriptions. The list may be empty. */
type ArnOrArns = $util.Input<string> | readonly $util.Input<string>[];

interface PolicySurroundings {
  /** The ARNs of all resources in the description's permissions, except the function itself. */
  readonly arns: Readonly<Record<string, ArnOrArns>>;
  /** The values of the function's variables that take one of several words. */
  readonly choices: Readonly<Record<string, string>>;
  readonly logs: aws.cloudwatch.LogGroup;
}

interface PolicyStatement {
  readonly actions: string[];
  readonly resources: $util.Input<string>[];
}

/** The trust policy of a role that only Lambda may assume. */
export const LAMBDA_ONLY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** The permission for AWS X-Ray, which has no resources that a policy could name. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const TRACING: PolicyStatement = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};

/** The permission to send dead letters. Lambda sends them with the function's role. */
const SEND_DEAD_LETTERS: Permission = { on: "deadLetters", actions: ["sqs:SendMessage"] };

/**
 * Returns the policy of a function. It has the permissions of its description, and the permissions to send dead letters and to write the
 * function's log and traces.
 *
 * @throws TypeError if the description has a permission on a resource whose ARN is not given
 */
export function functionPolicy(
  { name, permissions, asynchronousInvocation }: FunctionDescription,
  { arns, choices, logs }: PolicySurroundings,
): PolicyStatement[] {
  const arnsOf = (resource: string): readonly $util.Input<string>[] => {
    const found = resource === "self" ? functionArn(name) : arns[resource];
    if (found === undefined)
      throw new TypeError(`${name} has a permission on ${resource}, but the ARN of ${resource} is not given`);
    return isList(found) ? found : [found];
  };
  const described = [...permissions, ...(asynchronousInvocation ? [SEND_DEAD_LETTERS] : [])]
    .filter(({ where }) => where === undefined || choices[where.variable] === where.is)
    .map(({ on, under, actions }) => ({
      actions: [...actions],
      resources: arnsOf(on).map((arn) => (under === undefined ? arn : $interpolate`${arn}/${under}*`)),
    }))
    .filter(({ resources }) => resources.length > 0);
  return [
    ...described,
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [$interpolate`${logs.arn}:*`] },
    TRACING,
  ];
}

const isList = (arns: ArnOrArns): arns is readonly $util.Input<string>[] => Array.isArray(arns);

/** Returns the ARN of a function by its name, because the policy must exist before the function. */
const functionArn = (name: string) =>
  place().apply(
    ({ partition, region, account }) =>
      `arn:${partition}:lambda:${region}:${account}:function:${stageName(name)}`,
  );
