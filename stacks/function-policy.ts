import type {
  FunctionDescription,
  Permission,
} from "@paperledger/functions/description/function-description";
import { place } from "./place.ts";
import { stageName } from "./stage-name.ts";

/** The ARN of a resource, or those of all resources that go by one name. There may be none. */
type ArnOrArns = $util.Input<string> | readonly $util.Input<string>[];

interface PolicySurroundings {
  /** The ARN of each resource that the description's permissions are on, but for the function itself. */
  readonly arns: Readonly<Record<string, ArnOrArns>>;
  /** The words that the function's variables are set to. */
  readonly choices: Readonly<Record<string, string>>;
  readonly logs: aws.cloudwatch.LogGroup;
}

interface PolicyStatement {
  readonly actions: string[];
  readonly resources: $util.Input<string>[];
}

/** The trust of a role that Lambda may take, and nobody else. */
export const LAMBDA_ONLY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** AWS X-Ray has no resources to name. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const TRACING: PolicyStatement = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};

/** Lambda sends the events that it gives up, in the name of the function. */
const SEND_DEAD_LETTERS: Permission = { on: "deadLetters", actions: ["sqs:SendMessage"] };

/**
 * Returns what a function may do: what its description says, send what it gives up to its dead letters, and write its log
 * and traces.
 *
 * @throws TypeError if the description has a permission on something whose ARN is not given
 */
export function functionPolicy(
  { name, permissions, asynchronousInvocation }: FunctionDescription,
  { arns, choices, logs }: PolicySurroundings,
): PolicyStatement[] {
  const arnsOf = (resource: string): readonly $util.Input<string>[] => {
    const found = resource === "self" ? functionArn(name) : arns[resource];
    if (found === undefined)
      throw new TypeError(`the ARN of ${resource} is not given, on which ${name} has a permission`);
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

/** Returns the ARN of the function of this name: its policy has to be there before the function is. */
const functionArn = (name: string) =>
  place().apply(
    ({ partition, region, account }) =>
      `arn:${partition}:lambda:${region}:${account}:function:${stageName(name)}`,
  );
