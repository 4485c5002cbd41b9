import { JSON_LINES, LINES_OF_COMMANDS } from "@paperledger/cli/json/json-lines";
import * as z from "zod";

export const JSON_PAGE = "docs/json-output.md";

/** The part of JSON Schema that zod uses for the lines. */
const schemaSchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  required: z.array(z.string()).default([]),
  get properties() {
    return z.record(z.string(), schemaSchema).default({});
  },
  get items() {
    return schemaSchema.optional();
  },
  get anyOf() {
    return z.array(schemaSchema).optional();
  },
  get oneOf() {
    return z.array(schemaSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schemaSchema]).optional();
  },
});

type Schema = z.infer<typeof schemaSchema>;

/** A field of a line, as the page lists it. */
export interface DocumentedField {
  /** The field with its path: `failure.reason`, or `todo[].kind` in a list. */
  readonly name: string;
  readonly takes: string;
  readonly isOptional: boolean;
  readonly meaning: string;
}

const schemaOf = (line: z.ZodType): Schema =>
  schemaSchema.parse(z.toJSONSchema(line, { io: "input", unrepresentable: "any" }));

/** Returns the fields of a type of line. The fields inside an object come after it. */
export const fieldsOf = (type: string): readonly DocumentedField[] => {
  const line = JSON_LINES[type];
  return line ? fieldsIn(schemaOf(line), "").filter(({ name }) => name !== "type") : [];
};

function fieldsIn(schema: Schema, around: string): readonly DocumentedField[] {
  const own = Object.entries(schema.properties).flatMap(([name, field]) => [
    {
      name: around + name,
      takes: takesOf(field),
      isOptional: !schema.required.includes(name),
      meaning: field.description ?? "",
    },
    ...fieldsIn(field, `${around}${name}.`),
  ]);
  const alternatives = fieldsOfAlternatives([...(schema.anyOf ?? []), ...(schema.oneOf ?? [])], around);
  const items = schema.items ? fieldsIn(schema.items, around.replace(/\.$/, "[].")) : [];
  const { additionalProperties: values } = schema;
  const inMap = typeof values === "object" ? fieldsIn(values, `${around.replace(/\.$/, "")}[name].`) : [];
  return merged([...own, ...alternatives, ...items, ...inMap]);
}

/** Lists the fields of all alternatives of a value. A field is optional if one of the alternatives lacks it. */
function fieldsOfAlternatives(alternatives: readonly Schema[], around: string): readonly DocumentedField[] {
  const all = alternatives.map((each) => fieldsIn(each, around)).filter((fields) => fields.length > 0);
  return all.flat().map((field) => {
    const isInAll = all.every((fields) => fields.some(({ name }) => name === field.name));
    return { ...field, isOptional: field.isOptional || !isInAll };
  });
}

/** Lists each field once, even if several alternatives have it. It is optional if it is optional in one of them. */
function merged(fields: readonly DocumentedField[]): readonly DocumentedField[] {
  const byName = Map.groupBy(fields, ({ name }) => name);
  return [...byName.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const takes = [...new Set(same.flatMap(({ takes }) => takes.split(" or ")))].join(" or ");
    return [{ ...first, takes, isOptional: same.some(({ isOptional }) => isOptional) }];
  });
}

function takesOf(schema: Schema): string {
  const { type, const: only, enum: choices, format, items, anyOf, oneOf } = schema;
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (choices) return choices.map((each) => `\`${JSON.stringify(each)}\``).join(" or ");
  const alternatives = anyOf ?? oneOf;
  if (alternatives)
    return [...new Set(alternatives.flatMap((each) => takesOf(each).split(" or ")))].join(" or ");
  if (format === "date-time") return "time";
  if (format === "date") return "date";
  if (type === "array") return `list of ${items ? takesOf(items).replaceAll(" or ", "/") : "any"}`;
  return typeof type === "string" ? type : (type?.join(" or ") ?? "any");
}

const HEAD = `# What \`--json\` prints

This page is made by \`npm run docs\` from the schemas in \`packages/cli/src/json/\`. Every test that reads JSON from a command checks each line against them, and fails
if a field is not in them.

With \`--json\`, a command prints one JSON object in each line of standard output, and shows no progress. Each object has a \`type\`. Names are in snake_case. A *time* is a moment in UTC, in ISO 8601 with milliseconds:
\`2026-03-01T02:03:04.567Z\`. A *date* is a UTC date. Remarks and problems go to standard error. [Exit codes](operations.md#what-happened) are the same with and without \`--json\`.

A command prints at least one line. If it ends with an error, its last line is an [\`error\`](#error), whatever the command is. Lines of different types are printed as things happen, in any order. If a line sums up what the command did, such as \`verified\` or \`redriven-runs\`, it is the last line, even if there was nothing to do. On this page, types are in alphabetical order.

\`tail --json\` is the exception: it prints nothing until an event comes, unless it ends with an error. It prints events as EventBridge delivers them, with EventBridge's own names: see [events](events.md).
`;

const TYPES = Object.keys(JSON_LINES).toSorted();

/** Returns the whole page. */
export const jsonPage = (): string =>
  [
    HEAD,
    "## The lines of each command\n",
    "| command | types, in alphabetical order |\n|---|---|",
    ...Object.entries(LINES_OF_COMMANDS)
      .filter(([, types]) => types.length > 0)
      .map(
        ([command, types]) =>
          `| \`${command}\` | ${types
            .toSorted()
            .map((type) => `[\`${type}\`](#${type})`)
            .join(", ")} |`,
      ),
    ...TYPES.map(sectionOf),
  ].join("\n");

const sectionOf = (type: string): string =>
  [
    `\n### ${type}\n`,
    "| field | takes | |\n|---|---|---|",
    ...fieldsOf(type).map(
      ({ name, takes, isOptional, meaning }) =>
        `| \`${name}\` | ${takes}${isOptional ? ", optional" : ""} | ${meaning} |`,
    ),
    ...(type === TYPES.at(-1) ? [""] : []),
  ].join("\n");
