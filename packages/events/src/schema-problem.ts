import type * as z from "zod";

type Issue = z.core.$ZodIssue;

/** zod's names of types, in words for people. */
const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
  tuple: "a list",
  null: "null",
};

const wordOf = (type: string) => WORDS[type] ?? `of the type ${type}`;

/**
 * Returns a fault that a schema found, in plain words and with the name of the field. A schema's own message stays as it is.
 *
 * @param whole the name of the value, for a fault of the value itself
 * @example
 * schemaProblem(issue) // "title is missing"
 * schemaProblem(issue) // "authors.0 is a number, and not text"
 */
export function schemaProblem(issue: Issue, whole = "the value"): string {
  const name = issue.path.length === 0 ? whole : issue.path.map(String).join(".");
  const words = plainWords(issue);
  if (words !== undefined) return `${name} ${words}`;
  return issue.path.length === 0 ? issue.message : `${name}: ${issue.message}`;
}

/** Returns all faults that a schema found, in plain words. */
export const schemaProblems = ({ issues }: z.ZodError, whole?: string): string =>
  issues.map((issue) => schemaProblem(issue, whole)).join("; ");

/** Returns the words for a fault that has zod's own message, after the name of the field. Returns undefined for another message. */
function plainWords(issue: Issue): string | undefined {
  const [, expected, received] = /^Invalid input: expected (\S+), received (\S+)$/.exec(issue.message) ?? [];
  if (received === "undefined") return "is missing";
  if (expected !== undefined && received !== undefined)
    return `is ${wordOf(received)}, and not ${wordOf(expected)}`;
  if (!/^(Invalid|Too (small|big)|Unrecognized keys?):? /.test(`${issue.message} `)) return undefined;
  switch (issue.code) {
    case "invalid_value":
      return `is not ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "unrecognized_keys":
      return `has ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}, which is unknown`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return `is ${issue.origin === "string" ? "longer" : "more"} than ${issue.maximum}`;
    case "invalid_format":
    case "invalid_key":
    case "invalid_union":
      return "has the wrong form";
    default:
      return undefined;
  }
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin !== "string") return `is less than ${minimum}`;
  return minimum === 1 ? "is empty" : `is shorter than ${minimum} characters`;
}
