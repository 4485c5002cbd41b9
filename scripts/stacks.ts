// Prints what `sst deploy` would create in a stage: each resource with its main properties, and what each function may do.
// It makes no requests to AWS. It reads settings from the environment, as a deployment does.
import { parseArgs } from "node:util";
import { evaluate, target } from "../stacks/testing/evaluate.ts";
import type { Evaluation, Resource } from "../stacks/testing/evaluation.ts";
import { mainProperties } from "../stacks/testing/main-properties.ts";
import { functionsOf, readableArn } from "../stacks/testing/permissions.ts";

const LINE_LENGTH = 100;

const { stage, region, json } = parseArgs({
  options: {
    stage: { type: "string", default: "dev" },
    region: { type: "string", default: process.env.AWS_REGION ?? "eu-central-1" },
    json: { type: "boolean", default: false },
  },
}).values;

const settings = Object.entries(process.env).flatMap(([name, value]) =>
  name.startsWith("PAPERLEDGER_") && value ? [[name, value] as const] : [],
);
const { evaluations, bundles } = await evaluate([
  target(stage, { region, environment: Object.fromEntries(settings) }),
]);
for (const evaluation of evaluations)
  if (json) console.log(JSON.stringify({ ...evaluation, bundles }, null, 2));
  else printEvaluation(evaluation);
process.exitCode = evaluations.some(({ errors }) => errors.length > 0) ? 1 : 0;

function printEvaluation(evaluation: Evaluation): void {
  const { target, app, resources, errors } = evaluation;
  for (const error of errors)
    console.error(`Stage ${target.stage} cannot be evaluated. ${error.split("\n    at ")[0]}`);
  if (errors.length > 0) return;
  const created = resources.filter(({ type }) => /^(aws|random):/.test(type));
  console.log(
    `Stage ${target.stage} in ${target.region}: ${created.length} resources. On removal: ${app.removal}${app.protect ? ", protected" : ""}.`,
  );

  console.log(`\n${heading("Resources")}`);
  const byName = ({ type, name }: Resource) => `${shortType(type)} ${name}`;
  printTable(
    ["type", "name", "main properties"],
    created
      .toSorted((one, other) => byName(one).localeCompare(byName(other)))
      .flatMap((resource) => {
        const [first = "", ...rest] = lines([
          ...(resource.retained ? ["kept on removal"] : []),
          ...mainProperties(resource).map((property) => withReadableArns(property, evaluation)),
        ]);
        return [[shortType(resource.type), resource.name, first], ...rest.map((line) => ["", "", line])];
      }),
  );

  for (const { name, inputs, grants, trust } of functionsOf(evaluation)) {
    const takenBy = trust.map(({ Principal }) => JSON.stringify(Principal)).join(", ");
    const bundle = Object.entries(bundles).find(([handler]) => handler.includes(`/${name.toLowerCase()}/`));
    console.log(`\n${heading(`What ${name} may do`)}`);
    console.log(
      `${inputs.memorySize} MB, ${inputs.timeout} s, ${kib(bundle?.[1].sizeBytes ?? 0)} bundled. Its role is for ${takenBy}.\n`,
    );
    printTable(
      ["action", "resource"],
      grants.flatMap(({ Action, Resource }) =>
        Resource.flatMap((arn) => Action.map((action) => [action, readableArn(arn, evaluation)])),
      ),
    );
  }
}

/** Returns a type's short name: `dynamodb Table` for `aws:dynamodb/table:Table`. */
function shortType(type: string): string {
  const [, module = "", kind = ""] = type.split(":");
  return `${module.split("/")[0]} ${kind}`;
}

/** Puts as many properties on a line as fit. */
function lines(properties: readonly string[]): readonly string[] {
  const filled: string[] = [];
  for (const property of properties) {
    const last = filled.at(-1);
    if (last !== undefined && last.length + property.length < LINE_LENGTH)
      filled.push(`${filled.pop()}, ${property}`);
    else filled.push(property);
  }
  return filled;
}

function withReadableArns(property: string, evaluation: Evaluation): string {
  return property.replace(/arn:aws[^\s"]+/g, (arn) => readableArn(arn, evaluation));
}

function heading(text: string): string {
  return `${text}\n${"=".repeat(text.length)}`;
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024).toLocaleString("en")} KiB`;
}

/** Prints a table. Each column is as wide as its widest cell, except the last column, which is not padded. */
function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, head.map((cell) => "-".repeat(cell.length)), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all)
    console.log(
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    );
}
