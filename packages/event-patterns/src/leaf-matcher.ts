import { BlockList, isIP } from "node:net";
import * as z from "zod";

/** Returns true if a value of a pattern matches a leaf of the event: a text, a number, true, false or null. */
export type Matcher = (leaf: unknown) => boolean;

/** Returns the leaves of a value. Those of an array are the leaves of its elements. An object or a missing value has no leaves. */
export function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || (typeof value === "object" && value !== null) ? [] : [value];
}

const text = z.string();
const ignoringCase = z.strictObject({ "equals-ignore-case": text });
const oneOrMore = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([schema.transform((one) => [one]), z.array(schema).min(1)]);

const comparison = z.enum(["<", "<=", "=", ">", ">="]);
const range = z.union([
  z.tuple([comparison, z.number()]),
  z.tuple([z.enum([">", ">="]), z.number(), z.enum(["<", "<="]), z.number()]),
]);

/** The operators, each with its matcher. `exists: false` is missing here, because it looks at the whole event. */
const operator = z.union([
  z.strictObject({ prefix: text }).transform(({ prefix }) => startsWith(prefix)),
  z
    .strictObject({ prefix: ignoringCase })
    .transform(({ prefix }) => lowered(startsWith(prefix["equals-ignore-case"].toLowerCase()))),
  z.strictObject({ suffix: text }).transform(({ suffix }) => endsWith(suffix)),
  z
    .strictObject({ suffix: ignoringCase })
    .transform(({ suffix }) => lowered(endsWith(suffix["equals-ignore-case"].toLowerCase()))),
  ignoringCase.transform((value) => equalsIgnoringCase(value["equals-ignore-case"])),
  z.strictObject({ wildcard: text }).transform(({ wildcard }, { addIssue }) => like(wildcard, addIssue)),
  z.strictObject({ exists: z.literal(true) }).transform((): Matcher => () => true),
  z.strictObject({ numeric: range }).transform(({ numeric }) => inRange(numeric)),
  z.strictObject({ cidr: text }).transform(({ cidr }, { addIssue }) => inBlock(cidr, addIssue)),
  z
    .strictObject({ "anything-but": oneOrMore(z.union([text, z.number()])) })
    .transform((value) => not(value["anything-but"].map(equals))),
  z
    .strictObject({ "anything-but": z.strictObject({ prefix: oneOrMore(text) }) })
    .transform((value) => not(value["anything-but"].prefix.map(startsWith))),
  z
    .strictObject({ "anything-but": z.strictObject({ suffix: oneOrMore(text) }) })
    .transform((value) => not(value["anything-but"].suffix.map(endsWith))),
  z
    .strictObject({ "anything-but": z.strictObject({ "equals-ignore-case": oneOrMore(text) }) })
    .transform((value) => not(value["anything-but"]["equals-ignore-case"].map(equalsIgnoringCase))),
  z
    .strictObject({ "anything-but": z.strictObject({ wildcard: oneOrMore(text) }) })
    .transform((value, { addIssue }) =>
      not(value["anything-but"].wildcard.map((wildcard) => like(wildcard, addIssue))),
    ),
]);

const value = z.union([
  z.union([text, z.number(), z.boolean(), z.null()]).transform((expected) => equals(expected)),
  operator,
]);

/** Returns the matcher of one value of a pattern's array, or undefined if it is neither a value nor an operator. */
export const matcherOf = (patternValue: unknown): Matcher | undefined => value.safeParse(patternValue).data;

type AddIssue = (message: string) => void;

const equals =
  (expected: unknown): Matcher =>
  (leaf) =>
    leaf === expected;

const startsWith =
  (prefix: string): Matcher =>
  (leaf) =>
    typeof leaf === "string" && leaf.startsWith(prefix);

const endsWith =
  (suffix: string): Matcher =>
  (leaf) =>
    typeof leaf === "string" && leaf.endsWith(suffix);

const lowered =
  (matches: Matcher): Matcher =>
  (leaf) =>
    matches(typeof leaf === "string" ? leaf.toLowerCase() : leaf);

const equalsIgnoringCase = (expected: string): Matcher => lowered(equals(expected.toLowerCase()));

const not =
  (matchers: readonly Matcher[]): Matcher =>
  (leaf) =>
    !matchers.some((matches) => matches(leaf));

function inRange(conditions: z.infer<typeof range>): Matcher {
  const [first, limit, second, upperLimit] = conditions;
  return (leaf) =>
    typeof leaf === "number" &&
    compares(leaf, first, limit) &&
    (second === undefined || upperLimit === undefined || compares(leaf, second, upperLimit));
}

function compares(number: number, by: z.infer<typeof comparison>, limit: number): boolean {
  if (by === "<") return number < limit;
  if (by === "<=") return number <= limit;
  if (by === ">") return number > limit;
  if (by === ">=") return number >= limit;
  return number === limit;
}

/** Returns the matcher of a wildcard: `*` stands for any text, `\*` for an asterisk and `\\` for a backslash. */
function like(wildcard: string, addIssue: AddIssue): Matcher {
  if (/(?<!\\)(?:\\\\)*\*\*/.test(wildcard) || /\\(?![*\\])/.test(wildcard.replaceAll(/\\\\/g, "")))
    addIssue("a wildcard cannot have two * in a row, or a backslash before anything but * or a backslash");
  const source = wildcard.replaceAll(/\\([*\\])|\*|[\s\S]/g, (part, escaped: string | undefined) =>
    part === "*" ? "[\\s\\S]*" : RegExp.escape(escaped ?? part),
  );
  const expression = new RegExp(`^${source}$`);
  return (leaf) => typeof leaf === "string" && expression.test(leaf);
}

function inBlock(cidr: string, addIssue: AddIssue): Matcher {
  const [network = "", prefix = ""] = cidr.split("/");
  const block = new BlockList();
  try {
    block.addSubnet(network, prefix === "" ? Number.NaN : Number(prefix), family(network));
  } catch {
    addIssue("a cidr is an address, a slash and the number of bits that count, such as 10.0.0.0/24");
  }
  return (leaf) => typeof leaf === "string" && isIP(leaf) !== 0 && block.check(leaf, family(leaf));
}

const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
