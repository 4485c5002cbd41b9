import * as z from "zod";
import type { Evaluation, Resource } from "./evaluation.ts";

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const policySchema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(["Allow", "Deny"]),
      Action: oneOrMore,
      Resource: oneOrMore.default([]),
      Principal: z.unknown().optional(),
      Condition: z.unknown().optional(),
    }),
  ),
});

export type Statement = z.infer<typeof policySchema>["Statement"][number];

/** Returns the statements of a policy in JSON. */
export const statementsOf = (policy: unknown): readonly Statement[] =>
  policySchema.parse(JSON.parse(z.string().parse(policy))).Statement;

/** A function of the program, and the permissions of its role. */
export interface DeployedFunction {
  /** The name in the program, such as `Processor`. */
  readonly name: string;
  readonly inputs: Resource["inputs"];
  readonly trust: readonly Statement[];
  readonly grants: readonly Statement[];
  readonly managedPolicies: readonly string[];
}

const roleSchema = z.object({
  assumeRolePolicy: z.string(),
  inlinePolicies: z.array(z.object({ policy: z.string() })),
  managedPolicyArns: z.array(z.string()),
});

/** Returns the functions of an evaluation. Each has the policies of its role. */
export const functionsOf = ({ resources }: Evaluation): readonly DeployedFunction[] =>
  resources
    .filter(({ type }) => type === "aws:lambda/function:Function")
    .map((fn) => {
      const name = fn.name.replace(/Function$/, "");
      const role = resources.find(
        ({ type, name: role }) => type === "aws:iam/role:Role" && role === `${name}Role`,
      );
      const { assumeRolePolicy, inlinePolicies, managedPolicyArns } = roleSchema.parse(role?.inputs);
      return {
        name,
        inputs: fn.inputs,
        trust: statementsOf(assumeRolePolicy),
        grants: inlinePolicies.flatMap(({ policy }) => statementsOf(policy)),
        managedPolicies: managedPolicyArns,
      };
    });

/**
 * Returns an ARN as readable text, such as `dynamodb table/Papers` or `s3 Raw/raw-data/*`. It has the resource's name in the program, and
 * no account or region.
 */
export function readableArn(arn: string, { resources }: Evaluation): string {
  const [, , service, , , ...rest] = arn.split(":");
  if (service === undefined) return arn;
  const place = rest.join(":");
  const types = TYPES_OF_SERVICE[service] ?? `aws:${service}/`;
  const physical = resources.flatMap(({ name, type, inputs }) => {
    const given = inputs.bucket ?? inputs.name;
    return type.startsWith(types) && typeof given === "string" ? [[given, logicalName(name)] as const] : [];
  });
  const [known] = physical
    .filter(([given]) => place.includes(given))
    .sort(([one], [other]) => other.length - one.length);
  return `${service} ${known ? place.replace(known[0], known[1]) : place}`;
}

/** The prefixes of Pulumi types whose module is not named like the service in the ARN. */
const TYPES_OF_SERVICE: Readonly<Record<string, string>> = {
  events: "aws:cloudwatch/event",
  logs: "aws:cloudwatch/logGroup",
};

/** Returns the name in the program, without the suffix that SST adds: `Papers` for `PapersTable`. */
const logicalName = (name: string) => name.replace(/(?<=.)(Table|Bucket|Function|Queue|Bus|Logs)$/, "");
