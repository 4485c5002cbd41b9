/** Any JSON object. */
export type JsonObject = { readonly [name: string]: unknown };

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns the objects at this path: the elements of an array, or one object. Returns undefined if the path has neither. */
export function objectsAt(object: JsonObject, path: readonly string[]): readonly JsonObject[] | undefined {
  let value: unknown = object;
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
  if (isJsonObject(value)) return [value];
  return Array.isArray(value) ? value.filter(isJsonObject) : undefined;
}

/** The readable part of an object. */
export interface JsonSketch {
  readonly object: JsonObject;
  /** The index just after the object. If the object is not whole, the index at which reading ended. */
  readonly end: number;
  /** `cut`: the text ends inside the object. `broken`: the text at `end` is not JSON. */
  readonly state: "whole" | "cut" | "broken";
}

const MAX_ELEMENTS = 20;
const MAX_MEMBERS = 1_000;
const MAX_STRING_CHARACTERS = 1_000;
const MAX_DEPTH = 1_000;
/** Deeper values are not kept, because no format needs them to recognise a record. */
const KEPT_DEPTH = 8;

interface Container {
  readonly isArray: boolean;
  readonly elements: unknown[];
  readonly members: [string, unknown][];
  name: string;
}

type Expected = "value" | "first value" | "name" | "first name" | "colon" | "comma";

const SPACE = /\s*/y;
const LITERAL = /-?\d[\d.eE+-]*|true|false|null/y;

/**
 * Reads the object that begins at this index, up to the end of the text. Keeps only what formats need to recognise an
 * object: the first elements of an array, the beginning of a long text, and no deeply nested values.
 */
export function sketchJson(text: string, from: number): JsonSketch {
  const open: Container[] = [{ isArray: false, elements: [], members: [], name: "" }];
  let expected: Expected = "first name";
  let at = from + 1;
  const ended = (state: JsonSketch["state"]): JsonSketch => {
    let inner = open.pop();
    // The name alone can be enough to recognise an object.
    if (inner && !inner.isArray && expected === "value") keep(inner, undefined);
    for (let outer = open.pop(); inner && outer; outer = open.pop()) {
      if (open.length < KEPT_DEPTH) keep(outer, keptOf(inner));
      inner = outer;
    }
    return { object: inner ? Object.fromEntries(inner.members) : {}, end: at, state };
  };
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.exec(text);
    at = SPACE.lastIndex;
    const inner = open.at(-1);
    const mark = text[at];
    if (mark === undefined || !inner) return ended("cut");
    if (mark === '"') {
      const end = endOfString(text, at);
      if (end === -1) {
        if (expected.endsWith("value")) keep(inner, text.slice(at + 1, at + MAX_STRING_CHARACTERS));
        expected = "comma";
        at = text.length;
        return ended("cut");
      }
      const string = expected === "colon" || expected === "comma" ? undefined : stringOf(text, at, end);
      if (string === undefined) return ended("broken");
      at = end;
      if (expected.endsWith("value")) {
        keep(inner, string);
        expected = "comma";
      } else {
        inner.name = string;
        expected = "colon";
      }
    } else if (mark === "{" || mark === "[") {
      if (!expected.endsWith("value") || open.length > MAX_DEPTH) return ended("broken");
      open.push({ isArray: mark === "[", elements: [], members: [], name: "" });
      expected = mark === "[" ? "first value" : "first name";
      at++;
    } else if (mark === "}" || mark === "]") {
      const isEnd = expected === "comma" || expected.startsWith("first");
      if (!isEnd || inner.isArray !== (mark === "]")) return ended("broken");
      at++;
      if (open.length === 1) return ended("whole");
      open.pop();
      const outer = open.at(-1);
      if (outer && open.length <= KEPT_DEPTH) keep(outer, keptOf(inner));
      expected = "comma";
    } else if (mark === ":" || mark === ",") {
      if (expected !== (mark === ":" ? "colon" : "comma")) return ended("broken");
      expected = mark === ":" || inner.isArray ? "value" : "name";
      at++;
    } else {
      LITERAL.lastIndex = at;
      const [literal] = LITERAL.exec(text) ?? [];
      const end = at + (literal?.length ?? 0);
      const isCut = end === text.length || (literal === undefined && text.length - at < "false".length);
      if (expected.endsWith("value") && isCut) return ended("cut");
      if (literal === undefined || !expected.endsWith("value")) return ended("broken");
      keep(inner, literalOf(literal));
      expected = "comma";
      at = end;
    }
  }
}

function keep({ isArray, elements, members, name }: Container, value: unknown): void {
  if (isArray) {
    if (elements.length < MAX_ELEMENTS) elements.push(value);
  } else if (members.length < MAX_MEMBERS) members.push([name, value]);
}

const keptOf = ({ isArray, elements, members }: Container): unknown =>
  isArray ? elements : Object.fromEntries(members);

const literalOf = (literal: string) =>
  literal === "null" ? null : literal === "true" ? true : literal === "false" ? false : Number(literal);

/** Returns the index just after the string that begins at this index, or -1 if the string does not end in this text. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text[before - 1] === "\\") before--;
    if ((at - before) % 2 === 0) return at + 1;
  }
  return -1;
}

/** Returns the string between the quotes. Returns undefined if it is not valid JSON. Control characters are allowed. */
function stringOf(text: string, from: number, end: number): string | undefined {
  const written = text.slice(from + 1, Math.min(end - 1, from + MAX_STRING_CHARACTERS));
  if (!written.includes("\\")) return written;
  const whole = written.replace(/(?<!\\)((?:\\\\)*)\\(?:u[\da-fA-F]{0,3})?$/, "$1");
  try {
    const value: unknown = JSON.parse(`"${whole.replaceAll(/\p{Cc}/gu, " ")}"`);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
