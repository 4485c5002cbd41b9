import { leavesOf, type Matcher, matcherOf } from "./leaf-matcher.ts";

/** Returns true if the pattern matches the event. Compiled by {@link eventPattern}. */
export type EventPattern = (event: unknown) => boolean;

/** Thrown if a pattern is not valid. The message names the field and says what is expected there. */
export class InvalidEventPatternError extends Error {
  override readonly name = "InvalidEventPatternError";
}

type Path = readonly string[];

/** Returns true if a part of a pattern matches `value`, which is the value at the part's path in `event`. */
type Condition = (value: unknown, event: unknown) => boolean;

/**
 * Compiles a pattern of EventBridge. An event matches if every field of the pattern matches one of the values in the field's
 * array. If the event has an array of objects, two fields of the pattern have to match in the same object. Numbers are compared
 * as in JavaScript: 300 and 3.0e2 are equal, which EventBridge does not promise.
 *
 * @example
 * const matches = eventPattern({ source: ["paperledger"], detail: { data: { rejected: [{ numeric: [">", 0] }] } } });
 * matches({ source: "paperledger", detail: { data: { rejected: 3 } } }); // true
 *
 * @throws InvalidEventPatternError
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function eventPattern(pattern: unknown): EventPattern {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw new InvalidEventPatternError("a pattern is an object with at least one field");
  const condition = objectCondition(pattern, []);
  return (event) => condition(event, event);
}

function objectCondition(pattern: Record<string, unknown>, path: Path): Condition {
  const conditions = Object.entries(pattern).map(([name, part]) =>
    isAlternatives(name, part) ? anyCondition(part, path) : fieldCondition(name, part, path),
  );
  const holds: Condition = (value, event) =>
    Array.isArray(value) && value.length > 0
      ? value.some((element) => holds(element, event))
      : conditions.every((condition) => condition(value, event));
  return holds;
}

/** `$or` is an operator only if its array holds two or more patterns. Otherwise it is a field of that name. */
const isAlternatives = (name: string, part: unknown): part is Record<string, unknown>[] =>
  name === "$or" && Array.isArray(part) && part.length > 1 && part.every(isObject);

function anyCondition(patterns: readonly Record<string, unknown>[], path: Path): Condition {
  const alternatives = patterns.map((pattern) => objectCondition(pattern, path));
  return (value, event) => alternatives.some((condition) => condition(value, event));
}

function fieldCondition(name: string, part: unknown, parent: Path): Condition {
  const path = [...parent, name];
  if (isObject(part)) {
    const condition = objectCondition(part, path);
    return (value, event) => condition(fieldOf(value, name), event);
  }
  if (!Array.isArray(part) || part.length === 0)
    throw new InvalidEventPatternError(
      `${path.join(".")}: a field takes an array of at least one value, or an object`,
    );
  const matchers = part.filter((value) => !isAbsence(value)).map((value) => matcherAt(value, path));
  const absenceMatches = part.some(isAbsence);
  return (value, event) =>
    leavesOf(fieldOf(value, name)).some((leaf) => matchers.some((matches) => matches(leaf))) ||
    (absenceMatches && leavesAt(event, path).length === 0);
}

/** `{ "exists": false }` looks at the whole event: it matches if there is no leaf at the path, in any object of an array. */
const isAbsence = (value: unknown): boolean => isObject(value) && value.exists === false;

function matcherAt(value: unknown, path: Path): Matcher {
  const matcher = matcherOf(value);
  if (!matcher)
    throw new InvalidEventPatternError(
      `${path.join(".")}: ${JSON.stringify(value)} is neither a value nor an operator`,
    );
  return matcher;
}

const leavesAt = (value: unknown, path: Path): readonly unknown[] => {
  const [name, ...rest] = path;
  if (name === undefined) return leavesOf(value);
  if (Array.isArray(value)) return value.flatMap((element) => leavesAt(element, path));
  return leavesAt(fieldOf(value, name), rest);
};

const fieldOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
