import type { Target } from "./evaluation.ts";

type Inputs = Readonly<Record<string, unknown>>;

/** Returns the properties that AWS gives to a new resource, as far as other resources need them. */
export function stateOf(type: string, name: string, inputs: Inputs, target: Target): Inputs {
  const { partition, region, account } = target;
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const named = (attribute: string) => String(inputs[attribute] ?? name);
  switch (type) {
    case "aws:s3/bucket:Bucket":
      return { bucket: named("bucket"), arn: `arn:${partition}:s3:::${named("bucket")}` };
    case "aws:dynamodb/table:Table": {
      const table = arn("dynamodb", `table/${named("name")}`);
      return { name: named("name"), arn: table, streamArn: `${table}/stream/2026-01-01T00:00:00.000` };
    }
    case "aws:lambda/function:Function":
      return { name: named("name"), arn: arn("lambda", `function:${named("name")}`) };
    case "aws:iam/role:Role":
      return { name: named("name"), arn: `arn:${partition}:iam::${account}:role/${named("name")}` };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { name: named("name"), arn: arn("logs", `log-group:${named("name")}`) };
    case "aws:cloudwatch/eventBus:EventBus":
      return { name: named("name"), arn: arn("events", `event-bus/${named("name")}`) };
    case "aws:cloudwatch/eventRule:EventRule":
      return { name: named("name"), arn: arn("events", `rule/${named("eventBusName")}/${named("name")}`) };
    case "aws:sqs/queue:Queue":
      return {
        name: named("name"),
        arn: arn("sqs", named("name")),
        url: `https://sqs.${region}.amazonaws.com/${account}/${named("name")}`,
      };
    case "aws:sns/topic:Topic":
      return { name: named("name"), arn: arn("sns", named("name")) };
    case "aws:lambda/eventSourceMapping:EventSourceMapping":
      return { uuid: `${name}-uuid` };
    case "aws:schemas/registry:Registry":
      return { name: named("name") };
    case "random:index/randomBytes:RandomBytes":
      return { base64: Buffer.alloc(32).toString("base64") };
    default:
      return {};
  }
}

/** Returns the provider's answer to a look-up. */
export function answerOf(token: string, args: Inputs, { partition, region, account }: Target): Inputs {
  switch (token) {
    case "aws:index/getPartition:getPartition":
      return { partition };
    case "aws:index/getRegion:getRegion":
      return { region, name: region };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: account };
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return { ...args, json: JSON.stringify(policyDocument(args)) };
    default:
      throw new Error(`the tests have no answer to ${token}`);
  }
}

interface Statement {
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly conditions?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

/** Returns a policy in IAM's JSON, as the provider writes it. */
function policyDocument({ statements = [] }: { readonly statements?: readonly Statement[] }) {
  return {
    Version: "2012-10-17",
    Statement: statements.map(({ effect = "Allow", actions, resources, principals, conditions }) => ({
      Effect: effect,
      ...(actions && { Action: actions }),
      ...(resources && { Resource: resources }),
      ...(principals && {
        Principal: Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])),
      }),
      ...(conditions && {
        Condition: Object.fromEntries(
          conditions.map(({ test, variable, values }) => [test, { [variable]: values }]),
        ),
      }),
    })),
  };
}
