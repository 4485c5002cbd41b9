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

/** The statements of a policy, given as JSON. */
export const statementsOf = (policy: unknown): readonly Statement[] =>
  policySchema.parse(JSON.parse(z.string().parse(policy))).Statement;

/** A function of the program, and what its role lets it do. */
export interface DeployedFunction {
  /** As the program names it: `Processor`. */
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

/** The functions of an evaluation, each with its role's policies. */
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
 * An ARN as a person reads it: what it is of goes by the program's names, and its account and region are left out, as in
 * `dynamodb table/Papers` or `s3 Raw/raw-data/*`.
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

/** Where the provider does not file what an ARN is of under the ARN's service. */
const TYPES_OF_SERVICE: Readonly<Record<string, string>> = {
  events: "aws:cloudwatch/event",
  logs: "aws:cloudwatch/logGroup",
};

/** SST calls the table of `Papers` `PapersTable`. */
const logicalName = (name: string) => name.replace(/(?<=.)(Table|Bucket|Function|Queue|Bus|Logs)$/, "");
