import { BatchFileError } from "../batch-files/batch-file.ts";
import { COMPRESSION_NAMES } from "../compression/decompress.ts";
import { errorAnswerOf, errorOfJson, errorPageOf } from "./error-answer.ts";
import type { FileHead } from "./file-head.ts";
import { foreignTextOf } from "./foreign-text.ts";
import { FEED_ERROR, type Format } from "./format.ts";
import { isJsonObject, type JsonObject } from "./json-sketch.ts";
import { shown, shownBytes } from "./shown.ts";

/**
 * Returns the error of a file that no format recognises: what the source says, where the file is nothing but its error. Otherwise
 * what the file holds, what to do with it, and the formats there are.
 */
export function unknownFormat(bytes: Buffer, head: FileHead, formats: readonly Format[]): BatchFileError {
  const said = head.isWhole ? errorOf(head) : undefined;
  if (said !== undefined)
    return new BatchFileError(FEED_ERROR, `the file holds no papers, but an error: ${shown(said, 500)}`);
  const names = formats.map(({ name }) => name).join(", ");
  const what = foreignTextOf(head.text, bytes) ?? membersSeen(head);
  return new BatchFileError(
    "unknown-format",
    `the file begins with ${shownBytes(bytes)}, which is in none of the known formats (${names}), plain or compressed with ${COMPRESSION_NAMES.join(", ")}${what === undefined ? ": give it in one of these, or register its format" : `. ${what[0]?.toUpperCase()}${what.slice(1)}`}`,
  );
}

/** What the last error says in a file of nothing but errors. */
function errorOf({ objects, text }: FileHead): string | undefined {
  const errors = objects.map(errorOfJson);
  const isAllErrors = errors.length > 0 && errors.every((error) => error !== undefined);
  return isAllErrors && /^\s*[[{]/.test(text) ? errors.at(-1) : (errorAnswerOf(text) ?? errorPageOf(text));
}

/** The names of the members of the first object, and of the first object within it that an array holds. */
function membersSeen({ objects: [object] }: FileHead): string | undefined {
  if (!object) return undefined;
  const [name, array] = arrayOfObjectsIn(object) ?? [];
  const inner = Array.isArray(array) && isJsonObject(array[0]) ? array[0] : undefined;
  const ofInner = inner ? `, and those in ${shown(String(name))} have ${namesOf(inner)}` : "";
  return `its JSON objects have no paper_id, but ${namesOf(object)}${ofInner}: give the records of one of these formats, or register this one`;
}

/** The first array of objects in an object or in those that it holds, with the name that it has. */
function arrayOfObjectsIn(object: JsonObject, depth = 0): readonly [string, unknown] | undefined {
  const members = Object.entries(object);
  const found = members.find(([, value]) => Array.isArray(value) && isJsonObject(value[0]));
  if (found || depth === 3) return found;
  for (const [, value] of members) {
    const inner = isJsonObject(value) ? arrayOfObjectsIn(value, depth + 1) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

const namesOf = (object: JsonObject) => shown(Object.keys(object).join(", "), 300);
