import type { Format } from "./format.ts";

/** The members of a JSON object by name, each with the text from its value on. */
export type JsonMembers = ReadonlyMap<string, string>;

const BEFORE_OBJECT = /^\s*(?:\[\s*)?\{/;
/** Strings, which may be cut off by the end, and the marks of JSON's structure. */
const TOKEN = /"[^"\\]*(?:\\(?:[\s\S]|$)[^"\\]*)*(?:"|$)|[{}[\],:]/g;

/**
 * The members of the first object of a file that begins like this: of its first line, of the first element of its array, or
 * of the page that it is. Those that are within the head, where it is cut off. Undefined where there is no object.
 */
export function firstJsonObjectOf(head: string): JsonMembers | undefined {
  const before = BEFORE_OBJECT.exec(head);
  if (!before) return undefined;
  const members = new Map<string, string>();
  let depth = 1;
  let name = "";
  TOKEN.lastIndex = before[0].length;
  for (let match = TOKEN.exec(head); match && depth > 0; match = TOKEN.exec(head)) {
    const [token] = match;
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth > 1) continue;
    else if (token.startsWith('"')) name = token.slice(1, -1);
    else if (token === ":") members.set(name, head.slice(TOKEN.lastIndex).trimStart());
  }
  return members;
}

/**
 * Makes the `recognises` of a format of JSON objects out of what the first one has. One that has a `paper_id` is a paper in
 * our own form, whatever else it has.
 */
export const recognisesJson =
  (isOfFormat: (members: JsonMembers) => boolean): Format["recognises"] =>
  (head) => {
    const members = firstJsonObjectOf(head);
    return members !== undefined && !members.has("paper_id") && isOfFormat(members);
  };
